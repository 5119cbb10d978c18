//! In which notation something was written, whatever it was called.

/// What is told of Markdown that was given as storage format.
pub(crate) const NO_STORAGE: &str = "the content was taken as storage format, has none of its elements and looks like Markdown: it shows as it stands; \
     give it as Markdown";

/// Whether something that should be storage format has no element, and marks of Markdown.
pub(crate) fn looks_like_markdown(storage: &str) -> bool {
    let marked = |line: &str| {
        let line = line.trim_start();
        line.contains("**") || line.contains("](") || line.starts_with("```") || {
            let sign = line.trim_start_matches('#');
            let is_heading = sign.len() < line.len() && sign.starts_with(' ');
            is_heading || line.starts_with("- ") || line.starts_with("* ") || line.starts_with("|")
        }
    };
    !storage.contains('<') && storage.lines().any(marked)
}
