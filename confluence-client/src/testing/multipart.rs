//! `multipart/form-data`, RFC 7578, as far as uploads need it.

/// One part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    pub(crate) name: String,
    pub(crate) file_name: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: &'a [u8],
}

impl Part<'_> {
    /// The text of a part: UTF-8 if it says so, else one sign a byte, as the service reads it.
    pub(crate) fn text(&self) -> String {
        let utf8 = self.content_type.as_ref().is_some_and(|kind| kind.to_lowercase().contains("utf-8"));
        match utf8 {
            true => String::from_utf8_lossy(self.bytes).into_owned(),
            false => self.bytes.iter().map(|byte| char::from(*byte)).collect(),
        }
    }
}

/// The parts of a body.
///
/// # Errors
/// What is wrong with the header or the body.
pub(crate) fn parse<'a>(content_type: &str, body: &'a [u8]) -> Result<Vec<Part<'a>>, String> {
    let boundary = content_type.split(';').find_map(|part| part.trim().strip_prefix("boundary="));
    let boundary = boundary.ok_or("the content type has no boundary")?.trim_matches('"');
    let delimiter = format!("--{boundary}").into_bytes();
    let mut positions = occurrences(body, &delimiter);
    let mut from = positions.next().ok_or("the first boundary is missing")? + delimiter.len();
    let mut parts = Vec::new();
    for next in positions {
        let section = body.get(from..next).unwrap_or_default();
        parts.push(part(section).ok_or("a part has no header")?);
        from = next + delimiter.len();
    }
    match body.get(from..from + 2) {
        Some(b"--") => Ok(parts),
        _ => Err("the last boundary is missing".to_owned()),
    }
}

fn part(section: &[u8]) -> Option<Part<'_>> {
    let section = section.strip_prefix(b"\r\n")?.strip_suffix(b"\r\n")?;
    let split = occurrences(section, b"\r\n\r\n").next()?;
    let (head, rest) = section.split_at(split);
    let head = String::from_utf8_lossy(head);
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let disposition = header("content-disposition")?;
    Some(Part {
        name: parameter(&disposition, "name")?,
        file_name: parameter(&disposition, "filename"),
        content_type: header("content-type"),
        bytes: rest.get(4..)?,
    })
}

fn parameter(disposition: &str, name: &str) -> Option<String> {
    let (_, rest) = disposition.split_once(&format!("; {name}=\""))?;
    let mut value = String::new();
    let mut signs = rest.chars();
    loop {
        match signs.next()? {
            '\\' => value.push(signs.next()?),
            '"' => return Some(value.replace("%22", "\"")),
            sign => value.push(sign),
        }
    }
}

fn occurrences<'a>(body: &'a [u8], wanted: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let first = wanted.first().copied().unwrap_or_default();
    let candidates = body.iter().enumerate().filter(move |(_, byte)| **byte == first);
    candidates
        .map(|(at, _)| at)
        .filter(move |at| body.get(*at..).is_some_and(|rest| rest.starts_with(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_their_bytes() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\\\"b.bin\"\r\n\
            Content-Type: image/png\r\n\r\n\x00--\r\n\xff\r\n--x\r\nContent-Disposition: form-data; name=\"comment\"\r\n\
            \r\n\xc3\xa9\r\n--x--\r\n";
        let parts = parse("multipart/form-data; boundary=x", body).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!(
            (parts[0].file_name.as_deref(), parts[0].bytes),
            (Some("a\"b.bin"), &b"\x00--\r\n\xff"[..])
        );
        assert_eq!(parts[1].text(), "\u{c3}\u{a9}", "an unlabelled part is Latin-1");
        assert!(parse("multipart/form-data; boundary=x", b"--x\r\n").is_err());
    }
}
