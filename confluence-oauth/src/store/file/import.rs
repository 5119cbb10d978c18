//! Settings files of `Name=Value` lines, as other programs write them.

use crate::connection_string::{Known, lines};
use crate::secret::Secret;
use crate::store::Record;

const NOT_OURS: &str = "is neither a token file nor one of Name=Value lines";
/// Some programs mark what they persist.
const MARK: &str = "_persist_";

/// Reads the tokens in such a file; what holds no token is somebody else's.
pub(super) fn parse(text: &str) -> Result<Record, &'static str> {
    let known = Known::default();
    let pairs = lines(text, &known).map_err(|_| NOT_OURS)?;
    let mut record = Record::default();
    for pair in pairs {
        let name = pair.name.trim();
        let name = strip_mark(name).unwrap_or(name);
        let word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | ' ');
        match known.find(name) {
            Some(property) if !pair.value.is_empty() => {
                assign(&mut record, property.name, &pair.value).ok_or("holds a value that cannot be")?;
            }
            Some(_) => {}
            // Other properties of the product that wrote the file, which say nothing of tokens.
            None if name.chars().all(word) => {}
            None => return Err(NOT_OURS),
        }
    }
    if record.access_token.is_none() && record.refresh_token.is_none() {
        return Err("holds neither OAuthAccessToken nor OAuthRefreshToken");
    }
    if record.expires_in.is_none() && record.refresh_token.is_some() {
        // Of a token whose end is unknown and that can be renewed, nothing is believed.
        record.expires_in = Some(0);
    }
    Ok(record)
}

fn strip_mark(name: &str) -> Option<&str> {
    name.get(..MARK.len()).filter(|head| head.eq_ignore_ascii_case(MARK)).and_then(|_| name.get(MARK.len()..))
}

fn assign(record: &mut Record, property: &str, value: &str) -> Option<()> {
    match property {
        "OAuthAccessToken" => record.access_token = Some(Secret::new(value)),
        "OAuthAccessTokenSecret" => record.token_secret = Some(Secret::new(value)),
        "OAuthRefreshToken" => record.refresh_token = Some(Secret::new(value)),
        "OAuthExpiresIn" => record.expires_in = Some(value.parse().ok()?),
        "OAuthTokenTimestamp" => record.issued_at_ms = Some(value.parse().ok()?),
        "Scope" => {
            record.scope = value.split([' ', ',']).filter(|s| !s.is_empty()).map(str::to_owned).collect()
        }
        "CloudId" => record.cloud_id = Some(value.to_owned()),
        _ => {}
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_of_the_names_are_read() {
        let text = "OAuthAccessToken=a;\n_persist_oauthrefreshtoken=r\nOAuthExpiresIn=3600\nOAuthTokenTimestamp=5\nURL=https://x";
        let record = parse(text).unwrap();
        assert_eq!(record.access_token.unwrap().expose(), "a");
        assert_eq!(record.refresh_token.unwrap().expose(), "r");
        assert_eq!((record.expires_in, record.issued_at_ms), (Some(3600), Some(5)));
    }

    #[test]
    fn without_times_the_token_is_renewed_at_once() {
        assert_eq!(parse("OAuthAccessToken=a\nOAuthRefreshToken=r").unwrap().expires_in, Some(0));
        assert_eq!(parse("OAuthAccessToken=a").unwrap().expires_in, None);
    }

    #[test]
    fn other_files_are_not_taken_for_settings() {
        for text in
            ["hello", "PATH=/bin", "URL=https://x", "OAuthAccessToken=a\nOAuthExpiresIn=soon", "<xml/>"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
