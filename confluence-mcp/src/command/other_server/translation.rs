//! From what an entry sets to properties of ours: each setting is taken, left out with a reason, or refused.

use std::fmt;
use std::path::Path;

use confluence_client::connection::{self, Layers, Property};
use confluence_oauth::{Deployment, Treatment, Value};
use url::Url;

use super::client_config::Started;
use super::known_variables::{NOT_OURS, PROXIES, rank, same};
use super::restrictions::{RESTRICTIONS, is_named_as_one, is_unset, read, restricts, takes_rights_away};
use super::settings::{Held, Setting, Settings, is_true};
use super::tools::{ENABLED_TOOLS, Offered, TOOLSETS, meant_by};
use crate::command::error::Result;

/// Why a restriction in other words than ours is refused, and what to do.
const NOT_UNDERSTOOD: &str = "it speaks of what may be done, and is not understood here: take it out of a copy of the file, \
                              and say it as READ_ONLY_MODE, CONFLUENCE_SPACES_FILTER or ENABLED_TOOLS in env there";

/// What became of an entry.
#[derive(Debug, Default)]
pub(in crate::command) struct Translation {
    /// The properties, by name.
    properties: Vec<Taken>,
    /// What has no meaning here, with the reason.
    left_out: Vec<(String, String)>,
    /// Options of the other program and of what starts it, which are not known here.
    options: Vec<String>,
    /// What cannot be taken over, with what to do instead.
    refused: Vec<(String, String)>,
    /// Where the same setting means something else here.
    differences: Vec<String>,
    /// Options of the server.
    arguments: Vec<String>,
}

/// A property and where its value comes from.
#[derive(Debug)]
struct Taken {
    variable: String,
    property: &'static str,
    written: String,
    secret: bool,
}

impl Translation {
    /// Understands an entry of the configuration in this file.
    ///
    /// # Errors
    /// A file of variables cannot be read, or one variable is given twice.
    pub(in crate::command) fn of(entry: &Started, file: &Path) -> Result<Self> {
        let mut settings = Settings::of(entry, file.parent().unwrap_or(Path::new("")))?;
        // What is of Confluence counts before what is of all products.
        settings.all.sort_by_key(|one| (!one.name.starts_with("CONFLUENCE_"), rank(&one.name)));
        let mut translation = Self::default();
        for setting in &settings.all {
            translation.take(setting);
        }
        translation.options = settings.unknown_options;
        for said in settings.restrictions {
            translation.refuse(&said, NOT_UNDERSTOOD);
        }
        translation.choose_login();
        translation.choose_tools(&settings.all);
        if entry.is_remote {
            translation.differences.push(
                "what the server at that address forbids by itself is not known here: say it as READ_ONLY_MODE or \
                 CONFLUENCE_SPACES_FILTER"
                    .to_owned(),
            );
        }
        translation.tell_differences();
        Ok(translation)
    }

    /// The connection, as far as it was given.
    pub(in crate::command) fn layers(&self) -> Layers {
        self.properties
            .iter()
            .fold(connection::layers(), |layers, taken| layers.property(taken.property, &taken.written))
    }

    /// The options of the server that keep its rights what they were.
    pub(in crate::command) fn arguments(&self) -> &[String] {
        &self.arguments
    }

    /// Whether something could not be taken over.
    pub(in crate::command) fn is_refused(&self) -> bool {
        !self.refused.is_empty()
    }

    fn take(&mut self, setting: &Setting) {
        let name = setting.name.as_str();
        if matches!(name, TOOLSETS | ENABLED_TOOLS) {
            return;
        }
        let text = match &setting.held {
            Held::Text(text) if text.is_empty() => return,
            Held::Text(text) => text.clone(),
            Held::PassedOn(variable) if is_unset(variable) => return self.not_passed_on(name),
            Held::Variable(variable) | Held::PassedOn(variable) => format!("env:{variable}"),
            Held::Unknown(why) => return self.unknown(name, why),
        };
        match name {
            "READ_ONLY_MODE" => match is_true(&text) {
                Some(yes) => self.property(name, "ReadOnly", yes.to_string(), false),
                None => self.refuse(name, "must be true or false"),
            },
            "TRANSPORT" if text != "stdio" => self.refuse(
                name,
                "clients start this server on standard input and output; `confluence-mcp serve --http` serves over HTTP",
            ),
            _ => match PROXIES.iter().find(|(variable, _)| variable.eq_ignore_ascii_case(name)) {
                Some((_, property)) => self.property(name, property, text, true),
                None => self.take_by_name(name, text),
            },
        }
    }

    /// What the names of this server's own variables say.
    fn take_by_name(&mut self, name: &str, text: String) {
        if let Some(right) = meant_by(name) {
            return self.refuse(name, &format!("it would take tools away and is not read here; use {right}"));
        }
        let (read_as, text) = same(name, &text).unwrap_or((name, text));
        let read = read(read_as, &text);
        let restricts = restricts(&read);
        let reason = NOT_OURS.iter().find(|(beginning, _)| name.starts_with(beginning));
        if let Some((_, why)) = reason.filter(|_| !restricts) {
            return self.leave_out(name, *why);
        }
        match read {
            Err(error) => self.refuse(name, &without_property(&error)),
            Ok(string) => match string.values().next().and_then(|value| Some((value, value.property()?))) {
                None if is_named_as_one(name) => self.refuse(name, NOT_UNDERSTOOD),
                None => self.leave_out(name, "no property of Confluence goes by this name"),
                Some((_, Property { treatment: Treatment::Ignored, meaning, .. })) => {
                    self.leave_out(name, *meaning)
                }
                Some((value, property)) => self.take_value(name, property, value),
            },
        }
    }

    fn take_value(&mut self, name: &str, property: &'static Property, value: &Value) {
        if property.name == "SSLVerify" && value.boolean().is_ok_and(|verifies| !verifies) {
            return self.refuse(
                name,
                "without it the credential would go to whoever answers: set it to true, and name the site's own \
                 certificate, or that of its issuer, in CONFLUENCE_SSL_SERVER_CERT",
            );
        }
        let written = match property.name {
            "Scope" => self.own_scopes(value.written()),
            _ => value.written().to_owned(),
        };
        self.property(name, property.name, written, property.secret);
    }

    /// Scopes of other products would be asked for in vain, or give more than is of use.
    fn own_scopes(&mut self, written: &str) -> String {
        let others = |scope: &&str| scope.contains("jira") || scope.contains("servicedesk");
        let all = || written.split([' ', ',']).filter(|scope| !scope.is_empty());
        if all().any(|scope| others(&scope)) {
            self.differences.push("Scope: scopes of other products are left out".to_owned());
        }
        all().filter(|scope| !others(scope)).collect::<Vec<_>>().join(" ")
    }

    fn property(&mut self, variable: &str, property: &'static str, written: String, secret: bool) {
        let earlier = self.properties.iter().find(|taken| taken.property == property);
        match earlier.map(|earlier| (earlier.written == written, earlier.variable.clone())) {
            Some((true, _)) => {}
            // Nothing that takes rights away is left out.
            Some((false, _)) if property == "ReadOnly" => {
                let held = self.properties.iter_mut().filter(|taken| taken.property == property);
                held.for_each(|taken| taken.written = true.to_string());
            }
            Some((false, earlier)) if RESTRICTIONS.contains(&property) => {
                self.refuse(variable, &format!("{earlier} says something else: leave one of them out"));
            }
            Some((false, earlier)) => self.leave_out(variable, format!("{earlier} counts before it")),
            None => {
                let variable = variable.to_owned();
                self.properties.push(Taken { variable, property, written, secret });
            }
        }
    }

    fn leave_out(&mut self, name: &str, why: impl Into<String>) {
        self.left_out.push((name.to_owned(), why.into().trim_end_matches('.').to_owned()));
    }

    fn refuse(&mut self, name: &str, why: &str) {
        self.refused.push((name.to_owned(), why.to_owned()));
    }

    /// A value that only the client knows: no matter for what is of other products.
    fn unknown(&mut self, name: &str, why: &str) {
        let matters = !NOT_OURS.iter().any(|(beginning, _)| name.starts_with(beginning));
        match matters {
            true => self.refuse(
                name,
                &format!("{why}: put the value there for now, or `${{env:NAME}}` to read it from a variable each time"),
            ),
            false => self.leave_out(name, "it is of another product"),
        }
    }

    /// A variable that a container would be given, and that is not set here.
    fn not_passed_on(&mut self, name: &str) {
        match takes_rights_away(name) {
            // It may be set where the client starts the server, which would then have more rights here than there.
            true => self.refuse(
                name,
                "it is not set here, and takes rights away where it is set: set it, or leave it out of the container's options",
            ),
            false => self.leave_out(
                name,
                "it is not set here, so that a container does not have it; where the client has it, set it and run this again",
            ),
        }
    }

    fn has(&self, property: &str) -> bool {
        self.properties.iter().any(|taken| taken.property == property)
    }

    fn remove(&mut self, property: &str, why: &str) {
        if let Some(at) = self.properties.iter().position(|taken| taken.property == property) {
            let Taken { variable, .. } = self.properties.remove(at);
            self.leave_out(&variable, why);
        }
    }

    fn only_reads(&self) -> bool {
        self.properties.iter().any(|taken| taken.property == "ReadOnly" && taken.written == "true")
    }

    fn is_cloud(&self) -> bool {
        let url = self.properties.iter().find(|taken| taken.property == "URL");
        let url = url.and_then(|taken| Url::parse(&taken.written).ok());
        url.is_some_and(|url| Deployment::of(&url) == Deployment::Cloud)
    }

    /// Of several credentials the other servers take one without a word: the same one here, and it is told.
    fn choose_login(&mut self) {
        const OTHER: &str = "another credential counts before it";
        let cloud = self.is_cloud();
        let application = self.has("OAuthClientId") && self.has("OAuthClientSecret");
        let token = self.has("OAuthAccessToken");
        let oauth = application || token;
        if self.has("PAT") && (cloud || !self.has_only(&["PAT"])) {
            match cloud {
                true => self.remove("PAT", "a personal access token is of Data Center"),
                false => [
                    "OAuthClientId",
                    "OAuthClientSecret",
                    "OAuthAccessToken",
                    "User",
                    "APIToken",
                    "Scope",
                    "CallbackURL",
                ]
                .iter()
                .for_each(|property| self.remove(property, OTHER)),
            }
        } else if oauth {
            ["User", "APIToken", "Password"].iter().for_each(|property| self.remove(property, OTHER));
        }
        if cloud && !oauth {
            // The other servers do not know tokens with scopes, so that a cloud id beside a token does nothing there.
            self.remove("CloudId", "the API token has no need of it");
        }
        if !cloud && !self.has("PAT") && !oauth {
            // What has no user beside it is no password.
            let right = if self.has("User") { "Password" } else { "PAT" };
            for taken in self.properties.iter_mut().filter(|taken| taken.property == "APIToken") {
                taken.property = right;
            }
        }
        if token && !application && self.has("OAuthAccessToken") {
            self.property("(no client id)", "InitiateOAuth", "OFF".to_owned(), false);
        }
    }

    fn has_only(&self, credentials: &[&str]) -> bool {
        const ALL: [&str; 5] = ["PAT", "User", "APIToken", "OAuthClientId", "OAuthAccessToken"];
        ALL.iter()
            .filter(|credential| self.has(credential))
            .all(|credential| credentials.contains(credential))
    }

    /// Exactly the tools that do what the others did.
    fn choose_tools(&mut self, settings: &[Setting]) {
        let given = |name: &str| match settings.iter().find(|one| one.name == name).map(|one| &one.held) {
            Some(Held::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let filled_in =
            |name: &&str| settings.iter().any(|one| one.name == *name && !matches!(one.held, Held::Text(_)));
        if let Some(name) = [TOOLSETS, ENABLED_TOOLS].iter().find(|name| filled_in(name)) {
            return self.refuse(
                name,
                "only the client knows what it puts in there: write the names themselves for now",
            );
        }
        match Offered::of(given(TOOLSETS), given(ENABLED_TOOLS)) {
            Err(error) => {
                let said = error.to_string();
                let (name, why) = said.split_once(": ").unwrap_or((TOOLSETS, &said));
                self.refuse(name, why);
            }
            Ok(offered) => {
                let offered = if self.only_reads() { offered.only_reading() } else { offered };
                self.differences.extend(offered.left_out.iter().map(|told| format!("not offered: {told}")));
                self.arguments = vec!["--toolsets".to_owned(), "none".to_owned()];
                if !offered.tools.is_empty() {
                    self.arguments.extend(["--tools".to_owned(), offered.tools.join(",")]);
                }
                self.differences.push(
                    "only the tools that do what the other server's did are offered; without --toolsets and --tools it is \
                     the default ones"
                        .to_owned(),
                );
            }
        }
    }

    fn tell_differences(&mut self) {
        if self.has("Spaces") {
            self.differences.push(
                "Spaces: nothing outside of these spaces is read or changed, by whatever tool; the other server left them \
                 out of searches alone"
                    .to_owned(),
            );
        }
        if self.has("OAuthClientId") {
            self.differences.push(
                "the tokens of the other server stay with it: this one needs a login of its own".to_owned(),
            );
        }
        self.differences.push(
            "tools that destroy something ask the user first, where the client can be asked".to_owned(),
        );
    }
}

/// An error without the property in front of it, which is named beside it.
fn without_property(error: &confluence_oauth::Error) -> String {
    let said = error.explained();
    let bare = error.property().and_then(|property| said.strip_prefix(property)?.strip_prefix(": "));
    bare.unwrap_or(&said).to_owned()
}

impl fmt::Display for Translation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Taken { variable, property, written, secret } in &self.properties {
            let shown = match written.get(..4).is_some_and(|head| head == "env:") {
                false if *secret => "***",
                _ => written,
            };
            writeln!(formatter, "  {variable} -> {property}={shown}")?;
        }
        for (name, why) in &self.left_out {
            writeln!(formatter, "  {name} is left out: {why}")?;
        }
        if !self.options.is_empty() {
            let options = self.options.join(", ");
            writeln!(formatter, "  Options of that command that are left out, not known here: {options}")?;
        }
        for (name, why) in &self.refused {
            writeln!(formatter, "  {name} is REFUSED: {why}")?;
        }
        if !self.refused.is_empty() {
            return Ok(());
        }
        writeln!(formatter, "What differs:")?;
        self.differences.iter().try_for_each(|difference| writeln!(formatter, "  {difference}."))?;
        writeln!(formatter, "Arguments of the server:\n  {}", self.arguments.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(variables: &[(&str, &str)]) -> Translation {
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let words = vec!["uvx".to_owned()];
        let entry = Started { name: "x".to_owned(), words, variables, ..Started::default() };
        Translation::of(&entry, Path::new("/mcp.json")).unwrap()
    }

    fn properties(variables: &[(&str, &str)]) -> String {
        let translation = translated(variables);
        assert!(!translation.is_refused(), "{translation}");
        let string = translation.layers().build().unwrap();
        string.render(&[
            "APIToken",
            "PAT",
            "Password",
            "OAuthAccessToken",
            "ProxyServer",
            "OAuthClientSecret",
            "CustomHeaders",
        ])
    }

    const CLOUD: (&str, &str) = ("CONFLUENCE_URL", "https://x.atlassian.net/wiki");
    const OWN: (&str, &str) = ("CONFLUENCE_URL", "https://wiki.example.com");
    const USER: (&str, &str) = ("CONFLUENCE_USERNAME", "me");
    const TOKEN: (&str, &str) = ("CONFLUENCE_API_TOKEN", "t");
    const PAT: (&str, &str) = ("CONFLUENCE_PERSONAL_TOKEN", "p");

    #[test]
    fn the_credential_is_the_one_that_counted() {
        let cloud = "URL=https://x.atlassian.net/wiki";
        let own = "URL=https://wiki.example.com";
        let app = [("ATLASSIAN_OAUTH_CLIENT_ID", "a"), ("ATLASSIAN_OAUTH_CLIENT_SECRET", "s")];
        for (variables, expected) in [
            (&[CLOUD, USER, TOKEN][..], format!("{cloud};User=me;APIToken=t")),
            (&[CLOUD, USER, TOKEN, PAT], format!("{cloud};User=me;APIToken=t")),
            (&[CLOUD, USER, TOKEN, app[0], app[1]], format!("{cloud};OAuthClientId=a;OAuthClientSecret=s")),
            (&[OWN, USER, TOKEN], format!("{own};User=me;Password=t")),
            (&[OWN, USER, TOKEN, PAT], format!("{own};PAT=p")),
            (&[OWN, TOKEN], format!("{own};PAT=t")),
            // In the names of all products of one site.
            (
                &[CLOUD, ("ATLASSIAN_USERNAME", "me"), ("ATLASSIAN_API_TOKEN", "t")],
                format!("{cloud};User=me;APIToken=t"),
            ),
            (
                &[("ATLASSIAN_SITE_NAME", "x"), ("ATLASSIAN_USER_EMAIL", "me"), ("ATLASSIAN_API_TOKEN", "t")],
                "URL=https://x.atlassian.net;User=me;APIToken=t".to_owned(),
            ),
            (
                &[("ATLASSIAN_HOST", "x.atlassian.net"), ("ATLASSIAN_EMAIL", "me"), ("ATLASSIAN_TOKEN", "t")],
                "URL=https://x.atlassian.net;User=me;APIToken=t".to_owned(),
            ),
            (&[("CONFLUENCE_BASE_URL", "https://wiki.example.com"), PAT], format!("{own};PAT=p")),
            (&[OWN, PAT, app[0], app[1]], format!("{own};PAT=p")),
            (
                &[
                    CLOUD,
                    ("ATLASSIAN_OAUTH_ACCESS_TOKEN", "t"),
                    ("ATLASSIAN_OAUTH_CLOUD_ID", "11223344-a1b2-4c3d-8e5f-112233445566"),
                ],
                format!(
                    "{cloud};OAuthAccessToken=t;CloudId=11223344-a1b2-4c3d-8e5f-112233445566;InitiateOAuth=OFF"
                ),
            ),
            (
                &[CLOUD, USER, ("CONFLUENCE_API_TOKEN", "${env:MINE}")],
                format!("{cloud};User=me;APIToken=env:MINE"),
            ),
            (
                &[OWN, PAT, ("HTTPS_PROXY", "http://p:1"), ("HTTP_PROXY", "http://q:1")],
                format!("{own};PAT=p;ProxyServer=http://p:1"),
            ),
        ] {
            assert_eq!(properties(variables), expected, "{variables:?}");
        }
    }

    #[test]
    fn a_restriction_is_kept_or_refused() {
        for (name, value, expected) in [
            ("READ_ONLY_MODE", "true", ";ReadOnly=true"),
            ("READ_ONLY_MODE", "Y", ";ReadOnly=true"),
            ("CONFLUENCE_SPACES_FILTER", "DEV,OPS", ";Spaces=DEV,OPS"),
            ("CONFLUENCE_READ_ONLY", "true", ";ReadOnly=true"),
        ] {
            assert!(properties(&[OWN, PAT, (name, value)]).contains(expected), "{name}");
        }
        for (name, value) in [
            ("READ_ONLY_MODE", "ture"),
            ("CONFLUENCE_READ_ONYL", "true"),
            ("MCP_READ_ONLY_MDOE", "true"),
            ("MCP_CONFLUENCE_SPACES", "DOCS"),
            ("CONFLUENCE_VIEW_ONLY", "true"),
            ("CONFLUENCE_SAFE_MODE", "true"),
            ("BLOCKED_SPACES", "HR"),
            ("SPACES", "DOCS"),
            ("ALLOW_WRITE", "false"),
            ("ALLOWED_TOOLS", "search"),
            ("MCP_TOOLS", "search"),
            ("CONFLUENCE_SSL_VERIFY", "false"),
            ("TRANSPORT", "sse"),
            ("TOOLSETS", "nothing"),
            ("ENABLED_TOOLS", "nothing"),
            ("ENABLED_TOOLS", "${input:tools}"),
            ("CONFLUENCE_CLIENT_KEY", "key.pem"),
            ("ATLASSIAN_OAUTH_ENABLE", "true"),
            ("CONFLUENCE_URL", "${input:url}"),
        ] {
            let translation = translated(&[PAT, (name, value)]);
            assert!(translation.is_refused(), "{name}: {translation}");
            assert!(translation.to_string().contains(&format!("{name} is REFUSED")), "{name}: {translation}");
        }
    }

    #[test]
    fn the_tools_are_never_more() {
        let all = translated(&[OWN, PAT]);
        let own = [
            "confluence_delete_comment",
            "confluence_update_comment",
            "confluence_create_space",
            "confluence_restore_page",
        ];
        let tools = all.arguments().join(" ");
        assert!(tools.starts_with("--toolsets none --tools confluence_search,"), "{tools}");
        assert!(own.iter().all(|tool| !tools.contains(tool)), "{tools}");
        let some = translated(&[OWN, PAT, ("ENABLED_TOOLS", "confluence_get_page,jira_search")]);
        assert_eq!(some.arguments(), ["--toolsets", "none", "--tools", "confluence_get_page"]);
    }

    #[test]
    fn every_setting_is_told_and_no_secret_shown() {
        let shown = translated(&[
            CLOUD,
            USER,
            ("CONFLUENCE_API_TOKEN", "canary"),
            ("JIRA_API_TOKEN", "canary"),
            ("CONFLUENCE_CUSTOM_HEADERS", "X-Key=canary"),
            ("HTTPS_PROXY", "http://u:canary@p:1"),
            ("ATLASSIAN_OAUTH_SCOPE", "read:jira-work read:page:confluence"),
            ("PYTHONPATH", "canary"),
        ])
        .to_string();
        for part in [
            "CONFLUENCE_API_TOKEN -> APIToken=***",
            "JIRA_API_TOKEN is left out: it is of Jira",
            "CONFLUENCE_CUSTOM_HEADERS -> CustomHeaders=***",
            "HTTPS_PROXY -> ProxyServer=***",
            "-> Scope=read:page:confluence\n",
            "PYTHONPATH is left out",
            "scopes of other products are left out",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!shown.contains("canary"), "{shown}");
    }
}
