//! Signs between which other tools keep comments: what stands there is shown by none of them.

/// What opens a comment, and what closes it: of Handlebars, Go, JSP, FreeMarker, MDX, Jinja, Obsidian and Liquid.
pub(crate) const COMMENTS: [(&str, &str); 9] = [
    ("{{!--", "--}}"),
    ("{{/*", "*/}}"),
    ("<%--", "--%>"),
    ("<#--", "-->"),
    ("{/*", "*/}"),
    ("{#", "#}"),
    ("%%", "%%"),
    ("{% comment %}", "{% endcomment %}"),
    ("{%- comment -%}", "{%- endcomment -%}"),
];

/// Which comment a text opens behind a sign, by its place among [`COMMENTS`].
pub(crate) fn opens_comment(text: &str, before: Option<char>) -> Option<usize> {
    let kind = COMMENTS.iter().position(|(open, _)| text.starts_with(open))?;
    let (open, _) = COMMENTS.get(kind)?;
    let behind = text.get(open.len()..).unwrap_or("");
    let opens = match *open {
        "%%" => before.is_none_or(|sign| sign.is_whitespace() || sign == '>') && !behind.starts_with('%'),
        // `{#set-up}` names a place.
        "{#" => before != Some('{') && behind.starts_with(|next: char| next.is_whitespace() || next == '-'),
        _ => before != Some('{'),
    };
    opens.then_some(kind)
}
