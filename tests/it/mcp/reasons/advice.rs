//! Whether a message says what to do.

use serde_json::Value;

/// Errors of properties say in themselves what would be right.
pub(super) fn says_what_to_do(found: &Value) -> bool {
    const WORDS: [&str; 20] = [
        "must ",
        "is needed",
        "is missing",
        "name ",
        "give ",
        "did you mean",
        "use ",
        "write",
        "written",
        "says which",
        "lets them",
        "remove",
        "a site on Cloud has",
        "leave out",
        "takes the bare",
        "fill ",
        "copy ",
        "separated by",
        "correct",
        "administrator",
    ];
    found.as_str().is_some_and(|text| WORDS.iter().any(|word| text.contains(word)))
}
