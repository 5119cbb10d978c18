//! Settings that another product saved: Java properties with their escapes, and a connection string in one of them.

use std::borrow::Cow;

use zeroize::Zeroizing;

/// The name under which the settings of a driver keep the whole string.
const STRING: &str = "jdbcurl";
/// Lines beside it that say how the driver is loaded, and how the server on it is called.
const OF_THE_DRIVER: [&str; 5] = ["prefix", "driverpath", "driverclass", "servername", "serverversion"];
/// The tables that are offered. Empty, it is all of them; otherwise it takes rights away, and is refused as unknown.
const TABLES: &str = "tables";

/// What such a file holds.
pub(super) struct Saved<'a> {
    /// The connection string, if it is a line of its own.
    pub(super) string: Option<Zeroizing<String>>,
    /// The lines that are properties.
    pub(super) lines: Cow<'a, str>,
}

/// Undoes what Java writes, where Java wrote it: a backslash means something else in a path of Windows.
pub(super) fn read(text: &str) -> Saved<'_> {
    let text = text.trim_start_matches('\u{feff}');
    let name = |line: &str| line.split_once('=').map(|(name, _)| name.trim().to_owned());
    let normalized = |line: &str| name(line).map(|name| super::property::normalize(&unescaped(&name)));
    let has_string = text.lines().any(|line| normalized(line).as_deref() == Some(STRING));
    let escapes = text.lines().next().is_some_and(is_date)
        || text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'))
            .filter_map(name)
            .any(|name| name.contains('\\'));
    if !has_string && !escapes {
        return Saved { string: None, lines: Cow::Borrowed(text) };
    }
    let mut saved = Saved { string: None, lines: Cow::Owned(String::with_capacity(text.len())) };
    for line in text.lines() {
        let plain = Zeroizing::new(if escapes { unescaped(line) } else { line.to_owned() });
        match normalized(line).as_deref() {
            Some(STRING) => {
                let value = plain.split_once('=').map_or("", |(_, value)| value);
                saved.string = Some(Zeroizing::new(value.trim().to_owned()));
            }
            Some(other) if has_string && OF_THE_DRIVER.contains(&other) => {}
            Some(TABLES) if has_string && plain.trim_end().ends_with('=') => {}
            _ => {
                let lines = saved.lines.to_mut();
                lines.push_str(&plain);
                lines.push('\n');
            }
        }
    }
    saved
}

/// The comment with which `java.util.Properties` begins a file: `#Sat Nov 29 07:00:00 UTC 2026`.
fn is_date(line: &str) -> bool {
    const DAYS: [&str; 7] = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "];
    let text = line.trim().trim_start_matches('#');
    line.trim().starts_with('#') && DAYS.iter().any(|day| text.trim_start().starts_with(day))
}

/// The text without the backslashes before the characters that Java escapes.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(letter) = characters.next() {
        match characters.peek() {
            Some(':' | '=' | ' ' | '#' | '!' | '\\') if letter == '\\' => plain.extend(characters.next()),
            _ => plain.push(letter),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::super::ConnectionString;

    fn read(text: &str) -> ConnectionString {
        ConnectionString::layers().profile_text("p", text).build().unwrap()
    }

    #[test]
    fn java_properties_are_read_with_their_escapes() {
        let text =
            "#Sat Nov 29 07:00:00 UTC 2026\nURL=https\\://x.atlassian.net\nOAuth\\ Client\\ Id=a\\=b\n";
        assert_eq!(read(text).to_string(), "URL=https://x.atlassian.net;OAuthClientId=a=b");
        let path = read("CertificateSubject=C:\\\\keys").take("CertificateSubject").unwrap();
        assert_eq!(path.text().unwrap(), "C:\\\\keys", "a profile of ours keeps its backslashes");
    }

    #[test]
    fn a_string_in_a_line_is_the_connection() {
        let text = "Prefix=confluence\nServerName=Wiki\nServerVersion=1.0\nDriverPath=/x.jar\nDriverClass=a.B\n\
                    JdbcUrl=jdbc:confluence:URL=https://x;Scope=a b;\nTables=\n";
        assert_eq!(read(text).to_string(), "URL=https://x;Scope=a b");
        let restricted = read(&text.replace("Tables=", "Tables=Pages"));
        assert!(restricted.check_names().unwrap_err().to_string().starts_with("Tables: "));
    }
}
