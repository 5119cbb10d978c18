//! Questions to a person at the terminal, about what a connection needs and nobody gave.

mod logins;

use std::io::{BufRead, Write};

use confluence_client::connection::ConnectionString;
use confluence_oauth::{Deployment, Layers};
use url::Url;

use self::logins::{Input, Login};
use crate::command::error::Result;

/// A terminal with a person at it. `hidden` reads an answer that is not shown.
pub(super) struct Terminal<'a> {
    pub(super) input: &'a mut dyn BufRead,
    pub(super) output: &'a mut dyn Write,
    pub(super) hidden: &'a mut dyn FnMut() -> std::io::Result<String>,
}

/// Whether somebody has to be asked: no site is named, no way to log in, or not all that it takes.
pub(super) fn is_needed(given: &ConnectionString) -> bool {
    let oauth = given.values().any(|value| value.name().starts_with("OAuth"));
    let missing = |login: &&Login| login.is_meant(given) && !login.is_complete(given);
    match given.peek("AuthScheme") {
        _ if given.peek("URL").is_none() => true,
        Some(scheme) if scheme.written().eq_ignore_ascii_case("OAuth") => false,
        Some(_) => Login::all().iter().any(|login| missing(&login)),
        None => {
            let has = |name: &str| given.peek(name).is_some();
            let whole = has("PAT") || (has("User") && (has("APIToken") || has("Password")));
            !oauth && !whole
        }
    }
}

/// Asks for everything that a connection needs besides what was given.
pub(super) fn connection(given: Layers, terminal: &mut Terminal<'_>) -> Result<ConnectionString> {
    let held = given.clone().build()?;
    let (mut layers, url) = match held.peek("URL") {
        Some(url) => (given, url.url()?),
        None => {
            let url = terminal.address()?;
            (given.property("URL", url.as_str()), url)
        }
    };
    let Some(login) = terminal.login(&held, deployment(&held, &url))? else { return Ok(layers.build()?) };
    for (property, value) in login.says {
        if held.peek(property).is_none() {
            layers = layers.property(*property, *value);
        }
    }
    if login.asks.iter().any(|asked| held.peek(asked.property).is_none()) {
        terminal.say(login.hint)?;
    }
    for asked in login.asks.iter().filter(|asked| held.peek(asked.property).is_none()) {
        let answer = terminal.answer(asked.question, asked.kind)?;
        if !answer.is_empty() {
            layers = layers.property(asked.property, answer);
        }
    }
    Ok(layers.build()?)
}

/// Reads from the terminal without showing what is typed.
pub(super) fn hidden() -> std::io::Result<String> {
    rpassword::read_password()
}

fn deployment(held: &ConnectionString, url: &Url) -> Deployment {
    match held.peek("Deployment").map(|value| value.written().to_ascii_lowercase()).as_deref() {
        Some("cloud") => Deployment::Cloud,
        Some("datacenter") => Deployment::DataCenter,
        _ => Deployment::of(url),
    }
}

impl Terminal<'_> {
    fn address(&mut self) -> Result<Url> {
        loop {
            let answer = self.line("The address of Confluence, such as https://example.atlassian.net: ")?;
            match address(&answer) {
                Ok(url) => return Ok(url),
                Err(why) => self.say(why)?,
            }
        }
    }

    /// The way to log in: the only one that what was given allows, or else the one that is chosen.
    fn login(&mut self, held: &ConnectionString, deployment: Deployment) -> Result<Option<&'static Login>> {
        let offered = offered(held, deployment);
        if let [] | [_] = offered.as_slice() {
            return Ok(offered.first().copied());
        }
        for (index, login) in offered.iter().enumerate() {
            self.say(&format!("{}  {}", index + 1, login.shown))?;
        }
        loop {
            let answer = self.line("How do you log in? [1] ")?;
            let number = if answer.is_empty() { 1 } else { answer.parse::<usize>().unwrap_or_default() };
            match number.checked_sub(1).and_then(|index| offered.get(index)) {
                Some(login) => return Ok(Some(login)),
                None => self.say(&format!("Input with a number from 1 to {}.", offered.len()))?,
            }
        }
    }

    fn answer(&mut self, question: &str, kind: Input) -> Result<String> {
        loop {
            let answer = match kind {
                Input::Hidden => {
                    write!(self.output, "{question}: ")?;
                    self.output.flush()?;
                    (self.hidden)()?.trim().to_owned()
                }
                Input::Shown | Input::Optional => self.line(&format!("{question}: "))?,
            };
            if !answer.is_empty() || kind == Input::Optional {
                return Ok(answer);
            }
        }
    }

    fn line(&mut self, question: &str) -> Result<String> {
        write!(self.output, "{question}")?;
        self.output.flush()?;
        let mut line = String::new();
        match self.input.read_line(&mut line)? {
            0 => Err("the answers ended".into()),
            _ => Ok(line.trim().to_owned()),
        }
    }

    fn say(&mut self, text: &str) -> Result<()> {
        Ok(writeln!(self.output, "{text}")?)
    }
}

/// The ways to log in that what was given leaves open: none where it names another one.
fn offered(held: &ConnectionString, deployment: Deployment) -> Vec<&'static Login> {
    let all = || Login::all().iter();
    let meant: Vec<_> = all().filter(|login| login.is_meant(held)).collect();
    if meant.is_empty() && held.peek("AuthScheme").is_some() {
        return meant;
    }
    let here = |login: &&Login| login.deployment == deployment;
    let open: Vec<_> = if meant.is_empty() { all().collect() } else { meant.clone() };
    match open.into_iter().filter(here).collect::<Vec<_>>() {
        none if none.is_empty() => meant,
        some => some,
    }
}

/// An address, with the scheme that people leave out.
fn address(answer: &str) -> Result<Url, &'static str> {
    let whole = if answer.contains("://") { answer.to_owned() } else { format!("https://{answer}") };
    let url =
        Url::parse(&whole).ok().filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"));
    url.ok_or("That is no address: it is what a browser shows before /wiki, or before /spaces and /display.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(given: &str, text: &str) -> Result<(String, String)> {
        let mut shown = Vec::new();
        let mut hidden = || Ok("canary;'quoted'\n".to_owned());
        let mut input = text.as_bytes();
        let mut terminal = Terminal { input: &mut input, output: &mut shown, hidden: &mut hidden };
        let string = connection(confluence_client::connection::layers().string(given), &mut terminal)?;
        Ok((string.to_profile(false)?.expose().to_owned(), String::from_utf8(shown)?))
    }

    #[test]
    fn the_answers_become_a_connection() {
        let (profile, shown) = answered("", "example.atlassian.net\n\nme@example.com\n\n").unwrap();
        assert!(
            profile.starts_with("URL=https://example.atlassian.net/\nAuthScheme=APIToken\nUser=me@"),
            "{profile}"
        );
        assert!(!profile.contains("CloudId"), "{profile}");
        let read = confluence_client::connection::layers().profile_text("p", profile).build().unwrap();
        assert_eq!(read.peek("APIToken").unwrap().written(), "canary;'quoted'");
        assert!(!shown.contains("canary") && shown.contains("manage-profile/security/api-tokens"), "{shown}");
        assert!(!shown.contains("Data Center") && !shown.contains("personal access token"), "{shown}");
    }

    #[test]
    fn every_way_to_log_in_can_be_chosen() {
        let cloud = "https://example.atlassian.net\n";
        let own = "https://wiki.example.com/confluence\n";
        for (answers, property) in [
            (format!("{cloud}1\nme\nid\n"), "CloudId=id\n"),
            (format!("{cloud}2\nabc\n"), "AuthScheme=OAuth\nOAuthClientId=abc\n"),
            (format!("{cloud}3\nabc\n"), "AuthScheme=OAuth\nOAuthGrantType=CLIENT\nOAuthClientId=abc\n"),
            (format!("{own}1\n"), "URL=https://wiki.example.com/confluence\nAuthScheme=PAT\nPAT="),
            (format!("{own}2\nabc\n"), "AuthScheme=OAuth\nOAuthClientId=abc\n"),
            (
                format!("{own}3\nlink\nkey.pem\n"),
                "OAuthVersion=1.0\nOAuthClientId=link\nCertificateStore=key.pem\n",
            ),
            (format!("{own}4\nme\n"), "AuthScheme=Basic\nUser=me\nPassword="),
        ] {
            let (profile, _) = answered("", &answers).unwrap();
            assert!(profile.contains(property), "{answers}: {profile}");
        }
    }

    #[test]
    fn only_what_is_missing_is_asked_for() {
        let (profile, shown) = answered("URL=https://wiki.example.com;AuthScheme=PAT", "").unwrap();
        assert!(profile.contains("PAT=") && !shown.contains("address") && !shown.contains('?'), "{shown}");
        let (profile, shown) =
            answered("URL=https://example.atlassian.net;APIToken=env:MINE", "me\n\n").unwrap();
        assert!(
            profile.contains("APIToken=env:MINE\n") && profile.contains("AuthScheme=APIToken\n"),
            "{profile}"
        );
        assert!(!shown.contains("How do you"), "{shown}");
        let (_, shown) = answered("Deployment=Cloud", "https://wiki.example.com\n3\nabc\n").unwrap();
        assert!(shown.contains("service account"), "{shown}");
    }

    #[test]
    fn an_answer_that_is_none_is_asked_for_again() {
        let (profile, shown) =
            answered("", "\nhttps://\nftp://x\nwiki.example.com\n0\n9\nx\n4\n\nme\n").unwrap();
        assert!(profile.contains("URL=https://wiki.example.com/\nAuthScheme=Basic\nUser=me\n"), "{profile}");
        assert_eq!(shown.matches("That is no address").count(), 3, "{shown}");
        assert_eq!(shown.matches("a number from 1 to 4").count(), 3, "{shown}");
        assert!(answered("", "https://example.com\n").is_err());
    }

    #[test]
    fn nobody_is_asked_about_a_connection_that_is_whole() {
        let needed = |text: &str| is_needed(&confluence_client::connection::parse(text).unwrap());
        for whole in
            ["AuthScheme=PAT;PAT=x", "PAT=x", "User=a;APIToken=x", "AuthScheme=None", "OAuthClientId=x"]
        {
            assert!(!needed(&format!("URL=https://wiki.example.com;{whole}")), "{whole}");
        }
        for part in ["AuthScheme=PAT", "AuthScheme=APIToken;APIToken=x", "APIToken=x", "Spaces=A", ""] {
            assert!(needed(&format!("URL=https://wiki.example.com;{part}")), "{part}");
        }
        assert!(needed("AuthScheme=PAT;PAT=x"));
        let (_, shown) = answered("AuthScheme=None", "wiki.example.com\n").unwrap();
        assert!(!shown.contains("How do you"), "{shown}");
    }
}
