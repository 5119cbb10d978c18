//! Taking a form apart.

/// The fields of a form, by name, each with its content as text.
///
/// # Errors
/// The body is no form.
pub(crate) fn fields(media: &str, body: &[u8]) -> Result<Vec<(String, String)>, String> {
    let boundary = media.split_once("boundary=").map(|(_, rest)| rest.trim_matches('"'));
    let boundary = boundary.ok_or_else(|| format!("`{media}` names no boundary"))?;
    let text = format!("\r\n{}", String::from_utf8_lossy(body));
    let between = format!("\r\n--{boundary}");
    let mut parts = text.split(&between);
    parts.next();
    let mut fields = Vec::new();
    for part in parts {
        if part.starts_with("--") {
            return Ok(fields);
        }
        let (head, content) = part.split_once("\r\n\r\n").ok_or("a field of the form has no content")?;
        let name = head
            .lines()
            .filter(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))
            .find_map(|line| line.split_once("; name=\"")?.1.split('"').next());
        fields.push((name.ok_or("a field of the form has no name")?.to_owned(), content.to_owned()));
    }
    Err("the form has no end".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_comes_apart() {
        let field = "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n\r\n1\r\n2\r\n";
        let form = format!("{field}--b--\r\n");
        let found = fields("multipart/form-data; boundary=b", form.as_bytes());
        assert_eq!(found, Ok(vec![("a".to_owned(), "1\r\n2".to_owned())]));
        assert!(fields("multipart/form-data; boundary=b", field.as_bytes()).is_err());
        assert!(fields("multipart/form-data", form.as_bytes()).is_err());
    }
}
