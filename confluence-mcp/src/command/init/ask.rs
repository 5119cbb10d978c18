//! Questions to a person at the terminal who has given no connection.

use std::io::{BufRead, Write};

use confluence_client::connection::ConnectionString;
use confluence_oauth::Layers;

use crate::command::Result;

/// A way to log in, and what it takes.
struct Login {
    shown: &'static str,
    scheme: &'static str,
    asked: &'static [Asked],
}

/// A property, the question for it, and whether the answer may be seen.
struct Asked {
    property: &'static str,
    question: &'static str,
    hidden: bool,
}

const fn open(property: &'static str, question: &'static str) -> Asked {
    Asked { property, question, hidden: false }
}

const fn hidden_answer(property: &'static str, question: &'static str) -> Asked {
    Asked { property, question, hidden: true }
}

const LOGINS: [Login; 4] = [
    Login {
        shown: "Cloud, with an API token",
        scheme: "APIToken",
        asked: &[open("User", "Your e-mail address"), hidden_answer("APIToken", "The API token")],
    },
    Login {
        shown: "Data Center, with a personal access token",
        scheme: "PAT",
        asked: &[hidden_answer("PAT", "The personal access token")],
    },
    Login {
        shown: "Cloud or Data Center, with OAuth 2.0",
        scheme: "OAuth",
        asked: &[
            open("OAuthClientId", "The application's client id"),
            hidden_answer("OAuthClientSecret", "The application's client secret"),
        ],
    },
    Login {
        shown: "Data Center, with a user name and password",
        scheme: "Basic",
        asked: &[open("User", "Your user name"), hidden_answer("Password", "Your password")],
    },
];

/// Asks for everything that a connection needs besides what was given. `hidden` reads an answer that is not shown.
pub(super) fn connection(
    given: Layers,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    hidden: &mut dyn FnMut() -> std::io::Result<String>,
) -> Result<ConnectionString> {
    write!(output, "The address of Confluence, such as https://example.atlassian.net: ")?;
    let mut layers = given.property("URL", address(&line(input, output)?));
    for (number, login) in LOGINS.iter().enumerate() {
        writeln!(output, "{}  {}", number + 1, login.shown)?;
    }
    write!(output, "How do you log in? [1] ")?;
    let login = chosen(&line(input, output)?)?;
    layers = layers.property("AuthScheme", login.scheme);
    for asked in login.asked {
        write!(output, "{}: ", asked.question)?;
        output.flush()?;
        let answer = if asked.hidden { hidden()? } else { line(input, output)? };
        layers = layers.property(asked.property, answer.trim());
    }
    Ok(layers.build()?)
}

/// Reads from the terminal without showing what is typed.
pub(super) fn hidden() -> std::io::Result<String> {
    rpassword::read_password()
}

/// An address, with the scheme that people leave out.
fn address(answer: &str) -> String {
    if answer.contains("://") { answer.to_owned() } else { format!("https://{answer}") }
}

fn chosen(answer: &str) -> Result<&'static Login> {
    let number = if answer.is_empty() { 1 } else { answer.parse::<usize>().unwrap_or_default() };
    let login = number.checked_sub(1).and_then(|index| LOGINS.get(index));
    login.ok_or_else(|| format!("answer with a number from 1 to {}", LOGINS.len()).into())
}

fn line(input: &mut dyn BufRead, output: &mut dyn Write) -> Result<String> {
    output.flush()?;
    let mut line = String::new();
    match input.read_line(&mut line)? {
        0 => Err("the answers ended".into()),
        _ => Ok(line.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(text: &str) -> Result<(String, String)> {
        let mut shown = Vec::new();
        let given = ConnectionString::layers().property("Deployment", "Cloud");
        let mut hidden = || Ok("canary;'quoted'\n".to_owned());
        let string = connection(given, &mut text.as_bytes(), &mut shown, &mut hidden)?;
        Ok((string.to_profile(false)?.expose().to_owned(), String::from_utf8(shown)?))
    }

    #[test]
    fn the_answers_become_a_connection() {
        let (profile, shown) = answered("example.atlassian.net\n\nme@example.com\n").unwrap();
        assert!(profile.contains("AuthScheme=APIToken\nUser=me@example.com\n"), "{profile}");
        assert!(profile.starts_with("Deployment=Cloud\nURL=https://example.atlassian.net\n"), "{profile}");
        let read = ConnectionString::layers().profile_text("p", profile).build().unwrap();
        assert_eq!(read.peek("APIToken").unwrap().text(), "canary;'quoted'");
        assert!(!shown.contains("canary"));
    }

    #[test]
    fn a_choice_that_is_none_is_an_error() {
        for choice in ["0", "9", "x"] {
            assert!(answered(&format!("https://example.com\n{choice}\n")).is_err());
        }
        assert!(answered("https://example.com\n").is_err());
    }
}
