"""The report's words in English."""

from __future__ import annotations

ENGLISH = {
    # head, foot, cover
    "document": "Post-incident report",
    "draft_mark": "DRAFT",
    "draft_status": "Draft, not approved",
    "issued_status": "Approved",
    "page_of": "Page {page} of {total}",
    "version_word": "version",
    "number": "Number",
    "version": "Version",
    "date": "Date",
    "status": "Status",
    "owner": "Incident owner",
    "shared_with": "Shared with",
    "not_shared": "Not shared",
    "sharing_limit": "Sharing limit",
    "crest": "Crest",
    "about_document": "About this document",
    "about_reconstructed": (
        "This report rebuilds what happened from {sources}, for exercise and learning. None of the bodies "
        "it mentions has issued, checked or approved it. Persons are not named; officials appear by role."
    ),
    "about_exercise": (
        "This report comes from an incident-response exercise. What it describes did not really happen and "
        "starts no legal period."
    ),
    "about_draft": (
        "The head of the body has not approved this draft. It may still change, and no decision should "
        "rest on it."
    ),
    "about_issued": (
        "The content of this report was frozen when it was issued. Section {issue} tells how to check that "
        "it is genuine and still in force."
    ),
    # contents and key
    "contents": "Contents",
    "how_to_read": "How to read this report",
    "how_fact": "Number of a fact, the same in summary, chart and record of events.",
    "how_source": "Number of a source; section {sources} describes it.",
    "how_follow_up": "Number of a follow-up; section {follow_ups} describes it.",
    "how_times": (
        "Times are those of the zone where it happened ({zone}). A range is shown as it is: where one end is "
        "not known, its length is not known either and never taken as zero."
    ),
    "how_language": (
        "People's words are quoted in their own language, untranslated; the mark ID means that a text is "
        "in Indonesian. A character that cannot be printed is a question mark on a pink ground."
    ),
    "language_mark": "ID",
    # headings
    "summary": "Management summary",
    "incident": "Incident, assets and personal data",
    "classification": "Classification and parties",
    "assets": "Assets",
    "personal_data": "Personal data",
    "timeline": "Timeline",
    "chart": "Time range of each fact",
    "record": "Record of events",
    "causes": "Causes",
    "response": "Response",
    "unknowns": "What is not known",
    "statements": "Statements",
    "requirements": "Requirements of ISO/IEC 27001 concerned",
    "follow_ups": "Follow-ups",
    "sources": "Sources",
    "issue": "Issue data",
    "authenticity": "Authenticity and verification",
    "approval": "Approval and hand-over",
    # summary
    "lead_facts": "This report brings together {facts} from {sources}; {confirmed}.",
    "lead_confirmed": "{n} confirmed so far",
    "lead_unconfirmed": "none is confirmed so far",
    "lead_occurrence": "It occurred: {when}.",
    "lead_disputed": "That time is in dispute.",
    "lead_no_cause": "No cause is confirmed.",
    "lead_cause": "{causes} confirmed.",
    "lead_unknowns": "{unknowns} not known.",
    "time_to_detect": "Time to detect",
    "time_to_contain": "Time to contain",
    "people_affected": "People affected",
    "data_kinds_count": "Kinds of personal data",
    "services_hit": "Services hit",
    "unknown": "Unknown",
    "first_seen_by": "First seen by: {words}.",
    "no_people_count": "No source gives a number.",
    "none": "None",
    "none_reported": "None reported",
    "not_recorded": "Nobody has recorded this yet.",
    "kinds_not_named": "Personal data is concerned; which kinds, nobody has named yet.",
    "of_assets": "of {assets}",
    "limit_low": "At least {length}.",
    "limit_high": "At most {length}.",
    "rests_on_disputed": "Rests on a time that is in dispute.",
    "evidence": "Strength of evidence",
    "evidence_line": "{facts} from {sources}.",
    "evidence_disputed": "{moments} in dispute, used by {facts}.",
    "evidence_readings": "{facts} with other readings that contradict.",
    "evidence_calm": "Nothing is in dispute.",
    "main_events": "Main events",
    "no_events": "No event is on record yet.",
    "holding_up": "What holds up an assessment",
    "nothing_unknown": "Nothing is on record as unknown.",
    "more_below": "and {n} more in section {section}",
    "follow_ups_proposed": "{n} proposed, without owner and date so far.",
    "follow_ups_open": "{n} under way.",
    "follow_ups_done": "{n} done.",
    "follow_ups_none": "No follow-up yet.",
    "see_section": "See section {section}.",
    # incident
    "description": "Description",
    "lost": "What was lost",
    "nothing_lost": "Not determined",
    "discovery": "Discovered by",
    "rsit": "RSIT class",
    "bssn": "Type (BSSN)",
    "severity": "Severity",
    "severity_from": "{severity} (impact {impact} of 4, urgency {urgency} of 4)",
    "phase": "Phase",
    "parties": "Parties",
    "part_of": "part of {whole}",
    "case_file": "Case file",
    "asset": "Asset",
    "operator": "Operator",
    "effect": "Effect",
    "no_effect": "No effect reported",
    "no_assets": "No asset is on record.",
    "since": "since {day}",
    "components": "Parts",
    "categories": "Kinds of data",
    "subjects": "Number of data subjects",
    "exposed_to": "Visible to",
    "note": "Note",
    "at_least": "at least {n}",
    "at_most": "at most {n}",
    "about": "about {n}",
    # timeline
    "chart_caption_range": "A hatched bar is the possible range.",
    "chart_caption": "F numbers lead to the record of events in {record}, which tells the same in words.",
    "chart_none": "No fact with a known time yet.",
    "off_scale": "off the scale",
    "same_as": "same moment as {fact}",
    "same_day": "same day as {fact}",
    "as_said": "In the source's words: “{words}”",
    "revision": "revision {n}",
    "corrected": "Corrected (revision {n}): {words}",
    "no_facts": "No fact is on record yet.",
    "reading": "Reading {letter}",
    "reading_kept": "Reading {letter}, which stands",
    "readings_used": "This report uses the range that covers them all: {when}.",
    "readings_open": "This report does not choose between these readings.",
    "settled_kept": "Settled: reading {letter} stands",
    "settled_withdrawn": "The settlement was taken back",
    "settled_by": "{head}, by {words}",
    # causes, response
    "claimed": "Claimed",
    "no_cause_claimed": "No source names a cause.",
    "no_cause_confirmed": "No cause is confirmed.",
    "claims_are_no_findings": (
        "The left column holds what was said, not what an investigation found; it must not be read as a "
        "finding."
    ),
    "confirmed_by": "Confirmed by {words}",
    "basis": "Basis: {words}",
    "response_intro": (
        "The steps of the response in their order; full texts and sources are in the record of events, "
        "{record}."
    ),
    "no_response": "No source mentions a step of the response.",
    "no_response_live": "No step of the response is on record yet.",
    "step": "Step",
    "when": "When",
    "what": "What was done",
    "fact": "Fact",
    "claim": "Claim",
    "team": "Team",
    "closing": "Closing",
    "closed_by": "by {words}",
    "carried": "Still open at closing",
    # unknowns, statements
    "not_known": "Not known",
    "holds_up": "What it holds up",
    "answered": "Known by now: {words}",
    "statements_intro": (
        "What was said is quoted by role. It is not evidence; how it relates to other facts is in section "
        "{timeline}."
    ),
    "unnamed_speaker": "Role not given",
    # requirements, follow-ups
    "requirements_intro": (
        "Requirements that this incident and its lessons touch. The list is not one of nonconformities."
    ),
    "no_requirements": "No requirement is linked yet.",
    "theme": "Theme",
    "requirement": "Requirement",
    "requirement_title": "Title",
    "relation": "Relation",
    "follow_up": "Follow-up",
    "follow_ups_intro_proposed": (
        "All items are proposals so far; owner and date are settled when a proposal is accepted."
    ),
    "follow_ups_intro": "A proposal that is not yet accepted has no owner and no date.",
    "no_follow_ups": "No follow-up is on record yet.",
    "no": "No.",
    "action": "Action",
    "owner_head": "Owner",
    "due": "Due",
    "not_yet": "None yet",
    "done_at": "Done {when}",
    "verified_by": "Verified by {who}",
    "duty": "Duty: {duty}",
    "ticket": "{system} ticket: {reference}",
    # sources, issue data
    "no_sources": "No source is on record yet.",
    "published": "published {when}",
    "no_publication": "date of publication not on record",
    "cites": "cites {what}",
    "no_url": "Web address not on record",
    "evidence_reference": "Evidence {reference}",
    "number_and_version": "{number}, version {version}",
    "report_language": "Language",
    "language_name": "English",
    "audience": "Audience",
    "built": "Built",
    "builder": "Builder",
    "supersedes": "Supersedes",
    "superseded_version": "version {version}",
    "issued_at": "issued {when}",
    "content_hash": "Content hash (SHA-256)",
    "file": "File",
    "scan": "Scan to check that this report is genuine and still in force.",
    "verify_address": "Verification address",
    "hash_note": (
        "The hash covers the report's content as canonical JSON (RFC 8785), without the issue data, so it is "
        "the same in every printing. The issuer keeps the hash of this PDF file and shows it at the "
        "verification address."
    ),
    "prepared_by": "Prepared by",
    "approved_by": "Approved by",
    "received_by": "Received by",
    "not_prepared": "Not signed",
    "not_approved": "Not approved",
    "not_received": "Not handed over",
    "signed": "Signed",
    "approved": "Approved",
    "received": "Handed over",
    "role": "Role",
    "name": "Name",
    "body": "Body",
    "signature": "Signature",
    "handovers": "Hand-overs",
    "channel": "How",
    "receipt": "Receipt",
    "no_receipt": "No receipt yet",
}
