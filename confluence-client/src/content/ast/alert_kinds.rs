//! The kinds of alerts and admonitions, and the macros that they mean.

/// The macro for the kind of an alert (`> [!NOTE]`) or an admonition (`!!! note`): GitHub's five, and the words that
/// Obsidian, Material for MkDocs and Docusaurus have besides.
pub(crate) fn alert_macro(kind: &str) -> Option<&'static str> {
    Some(match &*kind.to_ascii_lowercase() {
        "note" | "info" | "abstract" | "summary" | "tldr" | "todo" | "question" | "help" | "faq"
        | "example" | "quote" | "cite" | "seealso" | "secondary" => "info",
        "tip" | "hint" | "success" | "check" | "done" => "tip",
        "important" | "warning" | "attention" => "note",
        "caution" | "danger" | "error" | "failure" | "fail" | "missing" | "bug" => "warning",
        _ => return None,
    })
}
