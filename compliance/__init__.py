"""ISO/IEC 27001: frameworks, requirements, assets, controls, Statement of Applicability."""
