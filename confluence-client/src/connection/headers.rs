//! `CustomHeaders`: what a gateway before the site wants to see with every request.

use confluence_oauth::ConnectionString;
use http::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue};

use crate::error::Result;

/// Headers that say whose request it is, or how it is framed: these are not a gateway's. A cookie may be: it is how some tell
/// whom they let through.
const OURS: [HeaderName; 5] = [AUTHORIZATION, HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION];

/// Takes the headers, each sensitive: a gateway's are keys as a rule.
pub(super) fn take_from(string: &mut ConnectionString) -> Result<Vec<(HeaderName, HeaderValue)>> {
    let Some(value) = string.take("CustomHeaders") else { return Ok(Vec::new()) };
    let text = value.secret()?;
    let lines = text.expose().split(['\n', '\r', '|']).map(str::trim).filter(|line| !line.is_empty());
    let mut headers = Vec::new();
    for (number, pair) in lines.flat_map(pairs).enumerate() {
        let wrong = |why: &str| value.error(format!("header {}: {why}", number + 1));
        let (name, held) = pair.ok_or_else(|| wrong("is written `Name: value`"))?;
        let name =
            HeaderName::try_from(name.trim()).map_err(|_| wrong("its name is not that of a header"))?;
        if OURS.contains(&name) {
            return Err(wrong(&format!("{name} is set by this client, and cannot be another")).into());
        }
        if holds_another(held) {
            let why = "a second one seems to stand in its value: divide headers by `|` or by a line break, each as `Name: value`";
            return Err(wrong(why).into());
        }
        let mut held = HeaderValue::from_str(held.trim())
            .map_err(|_| wrong("its value holds a character that no header may"))?;
        held.set_sensitive(true);
        headers.push((name, held));
    }
    Ok(headers)
}

/// The headers of a line: one `Name: value`, or, as other servers write them, `Name=value` with commas in between. A comma
/// before what is no name belongs to the value.
fn pairs(line: &str) -> Vec<Option<(&str, &str)>> {
    let divider = line.find([':', '=']).and_then(|at| line.get(at..)?.chars().next());
    if divider != Some('=') {
        return vec![line.split_once(':')];
    }
    let mut pairs = Vec::new();
    let mut rest = line;
    while let Some((name, held)) = rest.split_once('=') {
        let begins = |at: &usize| {
            let next = held.get(at + 1..).and_then(|next| next.split_once('='));
            next.is_some_and(|(name, _)| HeaderName::try_from(name.trim()).is_ok())
        };
        let end = held.match_indices(',').map(|(at, _)| at).find(begins).unwrap_or(held.len());
        pairs.push(held.get(..end).map(|held| (name, held)));
        rest = held.get(end + 1..).unwrap_or_default();
    }
    pairs
}

/// Whether a value goes on with what looks as another header: `1, X-B: 2`, `1;X-B: 2`, or behind a line break that was
/// written as `\n`.
fn holds_another(held: &str) -> bool {
    let behind = |divider: &'static str| {
        held.match_indices(divider).filter_map(move |(at, _)| held.get(at + divider.len()..))
    };
    [",", ";", "\\n"].into_iter().flat_map(behind).any(|rest| {
        let Some((name, value)) = rest.split_once(':') else { return false };
        let name = name.trim();
        // A time and an address have a colon too.
        let is_name = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && HeaderName::try_from(name).is_ok();
        is_name && !value.starts_with('/') && (name.contains('-') || value.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(HeaderName, HeaderValue)>> {
        take_from(&mut crate::connection::parse(&format!("CustomHeaders={text}"))?)
    }

    #[test]
    fn headers_are_lines_or_divided_by_bars() {
        for text in
            ["'X-Key: a b\nX-Two: c'", "X-Key: a b | X-Two: c", "X-Key=a b|X-Two=c", "X-Key=a b, X-Two=c"]
        {
            let headers = read(text).unwrap();
            assert_eq!(headers.len(), 2, "{text}");
            assert_eq!((headers[0].0.as_str(), headers[0].1.to_str().unwrap()), ("x-key", "a b"));
            assert!(headers[0].1.is_sensitive());
        }
        let cookies = read("'Cookie: CF_Authorization=a.b; other=c'").unwrap();
        assert!(cookies[0].0 == http::header::COOKIE && cookies[0].1.is_sensitive() && cookies.len() == 1);
        // Commas and signs of a value stay in it.
        for (text, held) in
            [("X=a,b", "a,b"), ("X=a=,b c=d", "a=,b c=d"), ("X: a, Y=b", "a, Y=b"), ("X=a:b", "a:b")]
        {
            let headers = read(text).unwrap();
            assert_eq!((headers.len(), headers[0].1.to_str().unwrap()), (1, held), "{text}");
        }
    }

    #[test]
    fn what_is_no_header_or_not_a_gateways_is_refused_without_being_shown() {
        for text in ["'X-A: canary, X-B: 2'", "'X-A: canary;X-B: 2'", "'X-A: 1\\nX-B: canary'"] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains("divide headers by `|`") && !error.contains("canary"), "{error}");
        }
        for right in ["'X-Time: Mon, 12:30'", "'X-Link: a, https://x.example'", "'Accept: a;q=1, b'"] {
            assert_eq!(read(right).unwrap().len(), 1, "{right}");
        }
        for text in ["canary", "Authorization: canary", "X Y: canary", "'X: a|Host: canary'"] {
            let error = read(text).unwrap_err();
            assert_eq!(error.property(), Some("CustomHeaders"), "{error}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
}
