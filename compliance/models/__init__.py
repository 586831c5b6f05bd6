"""The tables of the room: frameworks and requirements, assets, controls, statements of applicability."""

from compliance.models.asset import Asset, AssetData, AssetDependency
from compliance.models.control import Control, ControlRequirement
from compliance.models.framework import Framework, Requirement
from compliance.models.statement import Justification, Statement, StatementRow

__all__ = [
    "Asset",
    "AssetData",
    "AssetDependency",
    "Control",
    "ControlRequirement",
    "Framework",
    "Justification",
    "Requirement",
    "Statement",
    "StatementRow",
]
