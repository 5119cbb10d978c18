//! Telling a token from the name of where one is: people write the one for the other.

/// Whether a text is the name of a variable, and no token that somebody wrote in its place.
pub(crate) fn is_name_of_variable(text: &str) -> bool {
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'(' | b')');
    text.bytes().all(of_name) && !is_token_like(text)
}

/// Whether a text without a path in it looks as generated: long, and of letters of both cases with digits, or of the
/// digits of a key.
pub(crate) fn is_token_like(text: &str) -> bool {
    const LEAST: usize = 20;
    const LONGEST_NAME: usize = 64;
    let text = text.trim();
    let has = |of: fn(&u8) -> bool| text.bytes().any(|byte| of(&byte));
    let (lower, upper, digit) =
        (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase), has(u8::is_ascii_digit));
    let of_key = text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_a_path =
        text.contains(['/', '\\']) && text.contains('.') || text.starts_with(['/', '~', '.', '$', '%']);
    !is_a_path && (of_key || text.len() > LONGEST_NAME || text.len() >= LEAST && lower && upper && digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_no_name_and_a_name_is_no_token() {
        for name in ["MY_PAT", "CONFLUENCE_API_TOKEN_2", "myToken2", "TEAM1_CONFLUENCE_PERSONAL_ACCESS_TOKEN"]
        {
            assert!(is_name_of_variable(name), "{name}");
        }
        let key = "0123456789abcdef".repeat(4);
        for token in ["NzY2MDg5MTM5NTkyOhWIQm9vZm9vYmFy", "ATATT3xFfGF0_x=1A2B3C4D", "a b", &key] {
            assert!(!is_name_of_variable(token), "{token}");
        }
        for path in [
            "/run/secrets/Token2OfTheTeamForTheWiki",
            "~/secrets/Token2OfTheTeam",
            "secrets/Token2OfTheTeam.txt",
        ] {
            assert!(!is_token_like(path), "{path}");
        }
    }
}
