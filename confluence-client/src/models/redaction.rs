//! Redactions: passages made unreadable for good.

use crate::declare::{bodies, models};
use crate::wire::timestamp::Timestamp;

bodies! {
    /// Passages to redact.
    pub struct NewRedactions(
        /// When the content was read, so that a change since then is noticed.
        created_at: Timestamp,
    ) {
        /// The version the passages were found in.
        version_number: u32,
        /// Passages of the title.
        title: RedactedText,
        /// Passages of the body.
        body: RedactedText,
        /// Whether older versions lose the passages as well.
        clean_history: bool,
    }

    /// Passages of one text.
    pub struct RedactedText(
        /// Each passage.
        redactions: Vec<NewRedaction>,
    )

    /// A passage to redact.
    pub struct NewRedaction(
        /// The JSON pointer of the text node, and where in its text the passage begins and ends.
        pointer: String,
        from: u64,
        to: u64,
    ) {
        /// Why it is redacted.
        reason: String,
    }
}

models! {
    /// What was redacted.
    pub struct Redactions {
        /// In the title.
        title: Option<RedactedPassages>,
        /// In the body.
        body: Option<RedactedPassages>,
    }

    /// Passages that were redacted.
    pub struct RedactedPassages {
        /// Each passage.
        redactions: Vec<Redaction> = default,
    }

    /// A passage that was redacted.
    pub struct Redaction {
        /// Its id, from which it can be restored.
        redaction_id: Option<String>,
        /// The JSON pointer of the text node.
        pointer: Option<String>,
        /// Where in its text the passage began.
        from: Option<u64> = default,
        /// Where it ended.
        to: Option<u64> = default,
        /// Why it was redacted.
        reason: Option<String>,
    }
}
