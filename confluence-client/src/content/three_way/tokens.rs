//! The pieces by which two versions of a line, or of code, are compared.

/// Tags, words, and single signs and blanks; of text that is kept as it is, lines.
pub(super) fn tokens(storage: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = storage;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '<' if rest.starts_with(CDATA) => {
                let end = rest.find("]]>").map_or(rest.len(), |end| end + 3);
                let (section, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
                tokens.push(CDATA);
                let body = section.get(CDATA.len()..).unwrap_or_default();
                let (body, close) = body.split_at_checked(body.len().saturating_sub(3)).unwrap_or((body, ""));
                tokens.extend(body.split_inclusive('\n'));
                tokens.push(close);
                rest = tail;
                continue;
            }
            '<' => rest.find('>').map(|end| end + 1),
            '&' => rest.find(';').map(|end| end + 1).filter(|&end| end < 40),
            _ if first.is_alphanumeric() => rest.find(|sign: char| !sign.is_alphanumeric()),
            _ => Some(first.len_utf8()),
        };
        let (token, tail) = rest.split_at_checked(length.unwrap_or(rest.len())).unwrap_or((rest, ""));
        tokens.push(token);
        rest = tail;
    }
    tokens
}

const CDATA: &str = "<![CDATA[";

pub(super) fn is_word(token: &str) -> bool {
    token.starts_with(char::is_alphanumeric) || token.ends_with('\n') && !token.trim().is_empty()
}
