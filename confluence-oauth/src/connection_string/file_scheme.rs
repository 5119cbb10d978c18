//! `file:` before the name of a file.

/// The path of a `file:` URL (RFC 8089): `file:///etc/a`, `file:/etc/a`, `file://localhost/etc/a`, `file:a`.
pub(super) fn without_scheme(text: &str) -> &str {
    let Some((scheme, rest)) = text.split_at_checked("file:".len()) else { return text };
    if !scheme.eq_ignore_ascii_case("file:") {
        return text;
    }
    let path = rest.strip_prefix("//").unwrap_or(rest);
    path.strip_prefix("localhost/").map_or(path, |_| path.get("localhost".len()..).unwrap_or(path))
}
