//! Questions to a person at the terminal, about what a connection needs and nobody gave.

mod check;
mod logins;

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use confluence_client::connection::{self, Connection, ConnectionString};
use confluence_oauth::{Deployment, Layers};
use url::Url;
use zeroize::Zeroizing;

use self::logins::{Asked, Login};
use crate::command::error::Result;

/// A terminal with a person at it. `hidden` reads an answer that is not shown.
pub(super) struct Terminal<'a> {
    pub(super) input: &'a mut dyn BufRead,
    pub(super) output: &'a mut dyn Write,
    pub(super) hidden: &'a mut dyn FnMut() -> std::io::Result<String>,
    /// The scopes that an application on Cloud needs for what is going to be used.
    pub(super) scopes: &'a [&'static str],
}

/// What was answered so far: where the connection does not work, nobody types everything again.
#[derive(Default)]
pub(super) struct Answers {
    address: Option<Url>,
    login: Option<usize>,
    typed: BTreeMap<&'static str, Zeroizing<String>>,
}

/// Whether somebody has to be asked: no site is named, no way to log in, or not all that it takes.
pub(super) fn is_needed(given: &ConnectionString) -> bool {
    let oauth = given.values().any(|value| value.name().starts_with("OAuth"));
    let missing = |login: &&Login| login.is_meant(given) && !login.is_complete(given);
    match given.peek("AuthScheme") {
        _ if given.peek("URL").is_none() => true,
        Some(scheme) if scheme.written().expose().eq_ignore_ascii_case("OAuth") => false,
        Some(_) => Login::all().iter().any(|login| missing(&login)),
        None => {
            let has = |name: &str| given.peek(name).is_some();
            let whole = has("PAT") || (has("User") && (has("APIToken") || has("Password")));
            !oauth && !whole
        }
    }
}

/// Asks for everything that a connection needs besides what was given. An answer that was given before is proposed.
pub(super) fn connection(
    given: Layers,
    terminal: &mut Terminal<'_>,
    answers: &mut Answers,
) -> Result<ConnectionString> {
    let held = given.clone().build()?;
    let (mut layers, url) = match held.peek("URL") {
        Some(url) => (given, url.url()?),
        None => {
            let url = terminal.address(&held, answers.address.as_ref())?;
            answers.address = Some(url.clone());
            (given.property("URL", url.as_str()), url)
        }
    };
    let Some(login) = terminal.login(&held, deployment(&held, &url), &mut answers.login)? else {
        return Ok(layers.build()?);
    };
    for (property, value) in login.says {
        if held.peek(property).is_none() {
            layers = layers.property(*property, *value);
        }
    }
    let open: Vec<&Asked> = login.asks.iter().filter(|asked| held.peek(asked.property).is_none()).collect();
    if !open.is_empty() {
        terminal.say(login.hint)?;
    }
    if login.has_scopes() && held.peek("Scope").is_none() {
        let scopes = terminal.scopes.join(" ");
        terminal.say(&format!(
            "It has to have these scopes, for the tools that are going to be used:\n{scopes}"
        ))?;
        if login.asks_for_scopes() {
            layers = layers.property("Scope", scopes);
        }
    }
    let mut before = Zeroizing::new(String::new());
    for asked in open.into_iter() {
        if !(asked.follows)(&before) {
            continue;
        }
        let answer =
            terminal.answer(asked, answers.typed.get(asked.property).map(|earlier| earlier.as_str()))?;
        if !answer.is_empty() {
            layers = layers.property(asked.property, answer.as_str());
        }
        answers.typed.insert(asked.property, answer.clone());
        before = answer;
    }
    Ok(layers.build()?)
}

/// Asks for a yes, which an empty answer is too.
pub(super) fn agrees(question: &str) -> Result<bool> {
    write!(std::io::stderr(), "{question}")?;
    std::io::stderr().flush()?;
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line)?;
    Ok(read > 0 && matches!(line.trim().to_ascii_lowercase().as_str(), "" | "y" | "yes"))
}

/// Reads from the terminal without showing what is typed.
pub(super) fn hidden() -> std::io::Result<String> {
    rpassword::read_password()
}

fn deployment(held: &ConnectionString, url: &Url) -> Deployment {
    match held.peek("Deployment").map(|value| value.written().expose().to_ascii_lowercase()).as_deref() {
        Some("cloud") => Deployment::Cloud,
        Some("datacenter") => Deployment::DataCenter,
        _ => Deployment::of(url),
    }
}

impl Terminal<'_> {
    fn address(&mut self, held: &ConnectionString, earlier: Option<&Url>) -> Result<Url> {
        let proposed = earlier.map(|url| format!(" [{url}]")).unwrap_or_default();
        let question = format!("The URL of Confluence, such as https://example.atlassian.net{proposed}: ");
        loop {
            let answer = self.line(&question)?;
            match (address(held, &answer), earlier) {
                (_, Some(earlier)) if answer.is_empty() => return Ok(earlier.clone()),
                (Ok(url), _) => return Ok(url),
                (Err(why), _) => self.say(&why)?,
            }
        }
    }

    /// The way to log in: the only one that what was given allows, or else the one that is chosen.
    fn login(
        &mut self,
        held: &ConnectionString,
        deployment: Deployment,
        earlier: &mut Option<usize>,
    ) -> Result<Option<&'static Login>> {
        let offered = offered(held, deployment);
        if let [] | [_] = offered.as_slice() {
            return Ok(offered.first().copied());
        }
        for (index, login) in offered.iter().enumerate() {
            self.say(&format!("{}  {}", index + 1, login.shown))?;
        }
        let usual = earlier.filter(|number| *number <= offered.len()).unwrap_or(1);
        loop {
            let answer = self.line(&format!("How do you log in? [{usual}] "))?;
            let number = if answer.is_empty() { usual } else { answer.parse::<usize>().unwrap_or_default() };
            match number.checked_sub(1).and_then(|index| offered.get(index)) {
                Some(login) => {
                    *earlier = Some(number);
                    return Ok(Some(login));
                }
                None => self.say(&format!("Answer with a number from 1 to {}.", offered.len()))?,
            }
        }
    }

    fn answer(&mut self, asked: &Asked, earlier: Option<&str>) -> Result<Zeroizing<String>> {
        let Asked { question, kind, check, .. } = asked;
        let earlier = earlier.filter(|answer| !answer.is_empty());
        let proposed = match earlier {
            Some(_) if kind.is_hidden() => " [as before]".to_owned(),
            Some(answer) => format!(" [{answer}]"),
            None => String::new(),
        };
        let question = format!("{question}{proposed}: ");
        loop {
            let answer = Zeroizing::new(match kind.is_hidden() {
                true => {
                    write!(self.output, "{question}")?;
                    self.output.flush()?;
                    Zeroizing::new((self.hidden)()?).trim().to_owned()
                }
                false => self.line(&question)?,
            });
            match (answer.is_empty(), earlier, check(&answer)) {
                (true, Some(earlier), _) => return Ok(Zeroizing::new(earlier.to_owned())),
                (true, None, _) if kind.is_optional() => return Ok(answer),
                (true, None, _) => self.say("This one is needed; Ctrl-C ends.")?,
                (false, _, Ok(())) => return Ok(answer),
                (false, _, Err(why)) => self.say(why)?,
            }
        }
    }

    fn line(&mut self, question: &str) -> Result<String> {
        write!(self.output, "{question}")?;
        self.output.flush()?;
        let mut line = String::new();
        match self.input.read_line(&mut line)? {
            0 => Err("the input ended".into()),
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

/// An address, with the scheme that people leave out: one at which a connection can be made.
fn address(held: &ConnectionString, answer: &str) -> Result<Url, String> {
    const NONE: &str = "That is not a URL of Confluence: enter what a browser shows before /wiki, or before /spaces \
                        and /display.";
    let whole = if answer.contains("://") { answer.to_owned() } else { format!("https://{answer}") };
    let url =
        Url::parse(&whole).ok().filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"));
    let url = url.ok_or(NONE)?;
    let mut layers = connection::layers().property("URL", url.as_str()).property("AuthScheme", "None");
    for value in ["AllowHttp", "Deployment"].iter().filter_map(|name| held.peek(name)) {
        layers = layers.property(value.name(), value.written().expose());
    }
    let string = layers.build().map_err(|error| error.to_string())?;
    match Connection::new(string) {
        Err(error) if error.property() == Some("URL") => {
            Err(error.message().map_or_else(|| error.to_string(), str::to_owned))
        }
        // What else is wrong is told where it is given.
        _ => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(given: &str, text: &str) -> Result<(String, String)> {
        let mut input = text.as_bytes();
        let mut answers = Answers::default();
        once(given, &mut input, &mut answers)
    }

    fn once(given: &str, input: &mut &[u8], answers: &mut Answers) -> Result<(String, String)> {
        let mut shown = Vec::new();
        let mut hidden = || Ok("canary;'quoted'\n".to_owned());
        let scopes = ["read:page:confluence", "offline_access"];
        let mut terminal = Terminal { input, output: &mut shown, hidden: &mut hidden, scopes: &scopes };
        let layers = confluence_client::connection::layers().string(given);
        let string = connection(layers, &mut terminal, answers)?;
        Ok((string.to_profile(false)?.expose().to_owned(), String::from_utf8(shown)?))
    }

    /// A key file and its name.
    fn key() -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        std::fs::write(&path, "-----BEGIN PRIVATE KEY-----").unwrap();
        (folder, path.to_str().unwrap().to_owned())
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
        assert_eq!(read.peek("APIToken").unwrap().written().expose(), "canary;'quoted'");
        assert!(!shown.contains("canary") && shown.contains("manage-profile/security/api-tokens"), "{shown}");
        assert!(!shown.contains("Data Center") && !shown.contains("personal access token"), "{shown}");
    }

    #[test]
    fn every_way_to_log_in_can_be_chosen() {
        let cloud = "https://example.atlassian.net\n";
        let own = "https://wiki.example.com/confluence\n";
        let (_folder, key) = key();
        let scope = "AuthScheme=OAuth\nScope=read:page:confluence offline_access\nOAuthClientId=abc\n";
        let link = format!("OAuthVersion=1.0\nOAuthClientId=link\nCertificateStore={key}\n");
        for (answers, property) in [
            (
                format!("{cloud}1\nme@example.com\n11223344-a1b2-4c3d-8e5f-112233445566\n"),
                "CloudId=11223344-a1b2-4c3d-8e5f-112233445566\n",
            ),
            (format!("{cloud}2\nabc\n"), scope),
            (format!("{cloud}3\nabc\n"), "AuthScheme=OAuth\nOAuthGrantType=CLIENT\nOAuthClientId=abc\n"),
            (format!("{own}1\n"), "URL=https://wiki.example.com/confluence\nAuthScheme=PAT\nPAT="),
            (format!("{own}2\nabc\n"), "AuthScheme=OAuth\nOAuthClientId=abc\n"),
            (format!("{own}3\nlink\nnone.pem\n{key}\n"), link.as_str()),
            (format!("{own}4\nme\n"), "AuthScheme=Basic\nUser=me\nPassword="),
        ] {
            let (profile, _) = answered("", &answers).unwrap();
            assert!(profile.contains(property), "{answers}: {profile}");
        }
    }

    #[test]
    fn only_what_is_missing_is_asked_for() {
        let (profile, shown) = answered("URL=https://wiki.example.com;AuthScheme=PAT", "").unwrap();
        assert!(profile.contains("PAT=") && !shown.contains("URL") && !shown.contains('?'), "{shown}");
        let (profile, shown) =
            answered("URL=https://example.atlassian.net;APIToken=env:MINE", "me\nme@example.com\n\n")
                .unwrap();
        assert!(shown.contains("not an e-mail address"), "{shown}");
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
        assert_eq!(shown.matches("That is not a URL").count(), 3, "{shown}");
        assert_eq!(shown.matches("a number from 1 to 4").count(), 3, "{shown}");
        assert!(answered("", "https://example.com\n").is_err());
    }

    #[test]
    fn an_address_without_a_site_is_refused_before_more_is_asked() {
        let lines =
            "http://x.atlassian.net\nhttps://mcp.atlassian.com/v1/sse\nx.atlassian.net\n\nme@example.com\n\n";
        let (profile, shown) = answered("", lines).unwrap();
        assert!(profile.contains("URL=https://x.atlassian.net/\n"), "{profile}");
        assert!(shown.contains("Cloud is reached over https only"), "{shown}");
        assert!(shown.contains("there is no site at mcp.atlassian.com"), "{shown}");
        assert_eq!(shown.matches("The URL of Confluence").count(), 3, "{shown}");
        let (profile, _) = answered("AllowHttp=true", "http://wiki.example.com\n4\nme\n").unwrap();
        assert!(profile.contains("URL=http://wiki.example.com/\n"), "{profile}");
    }

    #[test]
    fn what_was_answered_before_stays_unless_it_is_answered_anew() {
        let mut answers = Answers::default();
        let mut first: &[u8] = b"wiki.example.com\n4\nme\n";
        once("", &mut first, &mut answers).unwrap();
        let (profile, shown) = once("", &mut b"\n\nyou\n".as_slice(), &mut answers).unwrap();
        assert!(profile.contains("URL=https://wiki.example.com/\nAuthScheme=Basic\nUser=you\n"), "{profile}");
        for proposed in
            ["[https://wiki.example.com/]", "log in? [4]", "user name [me]", "password [as before]"]
        {
            assert!(shown.contains(proposed), "{proposed}: {shown}");
        }
        assert!(!shown.contains("canary"), "{shown}");
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
