//! What a value without quotes cannot be: pairs that another divider stands between, other kinds of quotes, characters
//! that show nothing. Left in, it would swallow a restriction, or be shown with the secret that it swallowed.

use super::known::Known;
use super::property::{Property, is_same_name, is_unseen};

/// What PEM begins with, which may be pasted as it is.
pub(super) const BEGIN: &str = "-----BEGIN ";

/// Refuses what was surely meant otherwise; the reason holds nothing of the value but names of properties.
pub(super) fn check(name: &str, value: &str, known: &Known) -> Result<(), String> {
    if value.starts_with(BEGIN) {
        return Ok(());
    }
    if let Some(swallowed) = swallowed(name, value, known) {
        return Err(format!(
            "{swallowed} follows it without a `;`: pairs are separated by `;`, or stand one a line; quote a value that is \
             meant to hold this"
        ));
    }
    if let Some(letter) = value.chars().find(|letter| is_unseen(*letter)) {
        return Err(format!(
            "holds the character U+{:04X}, which shows nothing, as copying from a web page leaves it: remove it, or quote \
             a value that is meant to hold it",
            u32::from(letter)
        ));
    }
    if value.starts_with(['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '\u{ab}']) {
        return Err("opens with a typographic quote: write ' or \"".to_owned());
    }
    // A JSON Web Key has its names in quotes.
    let in_braces = value.starts_with('{') && value.ends_with('}') && !value.contains('"');
    match in_braces {
        true => {
            Err("is in braces: fill a placeholder in, and write quotes around a value with `;`".to_owned())
        }
        false => Ok(()),
    }
}

/// What holds names of its own: `CN=me, Email=me@example.com`, `X-Key=a,User=b`.
const FREE: [&str; 3] = ["CertificateSubject", "SSLClientCertSubject", "CustomHeaders"];

/// A property that begins within the value, behind something that people take for a divider.
fn swallowed(name: &str, value: &str, known: &Known) -> Option<&'static str> {
    if FREE.iter().any(|free| is_same_name(name, free)) {
        return None;
    }
    let equals = value.match_indices('=');
    equals.map(|(at, _)| value.get(..at).unwrap_or_default()).find_map(|before| {
        let word = before.rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next()?;
        let lead = before.get(..before.len() - word.len())?;
        // The `n` of a line break that was written as `\n` sticks to the name.
        let word = match lead.ends_with('\\') {
            true => word.strip_prefix(['n', 'r'])?,
            false => word,
        };
        let divider = lead.trim_end_matches([' ', '\t']).chars().next_back();
        let spaced = lead.ends_with([' ', '\t']);
        let divides = match divider {
            // Parameters of an address.
            Some('&') => !lead.contains('?'),
            Some(',' | '|' | '\\' | '\u{ff1b}') => true,
            Some(divider) => spaced || is_unseen(divider),
            None => false,
        };
        let property = known.find(word).filter(|property| divides && matters(property))?;
        Some(property.name)
    })
}

/// Whether a property that is swallowed is a secret, takes rights away, or says where a credential goes.
fn matters(property: &Property) -> bool {
    property.secret
        || property.restricts
        || matches!(property.name, "URL" | "User" | "AuthScheme" | "InitiateOAuth")
}

#[cfg(test)]
mod tests {
    use super::*;

    static MORE: &[Property] = &[
        Property::new("User", "x").aliases(&["Email"]),
        Property::new("PAT", "x").secret(),
        Property::new("ReadOnly", "x").restricts(),
    ];

    fn why(name: &str, value: &str) -> String {
        let mut known = Known::default();
        known.add(MORE);
        check(name, value, &known).err().unwrap_or_default()
    }

    #[test]
    fn another_divider_swallows_nothing() {
        for value in [
            "https://x,PAT=canary",
            "https://x, Read Only=true, PAT=canary",
            "https://x&PAT=canary",
            "https://x PAT=canary",
            "https://x|PAT=canary",
            "https://x\\nPAT=canary",
            "https://x\\r\\nPAT=canary",
            "https://x\u{ff1b}PAT=canary",
            "https://x  pat = canary",
        ] {
            let why = why("URL", &value.replace(" = ", "="));
            assert!(why.contains("PAT follows it") || why.contains("ReadOnly follows it"), "{value}: {why}");
            assert!(!why.contains("canary"), "{why}");
        }
        for (name, value) in [
            ("OAuthAuthorizationURL", "https://x/authorize?audience=a&user=b"),
            ("CertificateSubject", "CN=me, Email=me@example.com"),
            ("PAT", "abc=="),
            ("CustomHeaders", "X-A: user=1"),
            ("Scope", "read:page write:page"),
            ("CertificateStore", "{\"kty\":\"RSA\"}"),
        ] {
            assert_eq!(why(name, value), "", "{name}");
        }
    }

    #[test]
    fn what_copying_leaves_is_told() {
        assert!(why("PAT", "can\u{200b}ary").contains("U+200B"));
        assert!(why("PAT", "can\u{a0}ary").contains("U+00A0"));
        assert_eq!(why("User", "Andre\u{301} M\u{fc}ller \u{1f600}"), "", "accents and pictures are seen");
        assert!(why("URL", "\u{201c}https://x\u{201d}").contains("typographic"));
        assert!(why("PAT", "{canary}").contains("in braces"));
    }
}
