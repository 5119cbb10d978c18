//! From what an entry sets to properties of ours: each setting is taken, left out with a reason, or refused.

mod credentials;

use std::fmt;
use std::path::Path;

use confluence_client::connection::{self, Layers, Property};
use confluence_oauth::{Deployment, Treatment, Value};
use url::Url;

use super::address_parts::{self, Part, without_userinfo};
use super::client_config::Started;
use super::known_variables::{NETWORK, NOT_OURS, VERIFIES, is_true, rank, same};
use super::restrictions::{RESTRICTIONS, is_named_as_one, is_unset, read, restricts, takes_rights_away};
use super::settings::{Held, Setting, Settings};
use super::tools::{ENABLED_TOOLS, Offered, TOOLSETS, meant_by};
use crate::command::error::Result;

/// Why a restriction in other words than ours is refused, and what to do.
const NOT_UNDERSTOOD: &str = "it speaks of what may be done, and is not understood here: take it out of a copy of the file, \
                              and say it as READ_ONLY_MODE, CONFLUENCE_SPACES_FILTER or ENABLED_TOOLS in env there";

/// Why certificates are looked at.
const UNVERIFIED: &str = "without it the credential would go to whoever answers: set it to true, and name the site's own \
                          certificate, or that of its issuer, in CONFLUENCE_SSL_SERVER_CERT";

/// What became of an entry.
#[derive(Debug, Default)]
pub(in crate::command) struct Translation {
    /// The properties, by name.
    properties: Vec<Taken>,
    /// Parts of the address, with their variables.
    parts: Vec<(String, Part, String)>,
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
        if settings.nameless {
            translation.leave_out(
                "a key of env",
                "it is no name of a variable, and is not shown, since it may be a secret",
            );
        }
        for said in settings.restrictions {
            translation.refuse(&said, NOT_UNDERSTOOD);
        }
        translation.join_address();
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
            "TRANSPORT" if text != "stdio" => self.refuse(
                name,
                "clients start this server on standard input and output; `confluence-mcp serve --http` serves over HTTP",
            ),
            name if VERIFIES.contains(&name) && is_true(&text) == Some(false) => self.refuse(name, UNVERIFIED),
            _ => match NETWORK.iter().find(|(variable, _)| variable.eq_ignore_ascii_case(name)) {
                Some((_, property)) => self.property(name, property, text, *property != "SSLServerCert"),
                None => self.take_by_name(name, text),
            },
        }
    }

    /// What the names of this server's own variables say.
    fn take_by_name(&mut self, name: &str, text: String) {
        if let Some(right) = meant_by(name) {
            return self.refuse(name, &format!("it would take tools away and is not read here; use {right}"));
        }
        if let Some(part) = address_parts::part(name) {
            return self.parts.push((name.to_owned(), part, text));
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
            return self.refuse(name, UNVERIFIED);
        }
        let written = match property.name {
            "Scope" => self.own_scopes(value.written().expose()),
            // As it is now: nobody else would understand each of these words later on.
            "ReadOnly" => match truth(value.written().expose()) {
                Some(yes) => yes.to_string(),
                None => {
                    return self
                        .refuse(name, "must be true or false, and set here where it is another variable");
                }
            },
            _ => value.written().expose().to_owned(),
        };
        self.property(name, property.name, written, property.secret);
    }

    /// The address of the site from all that says something of it.
    fn join_address(&mut self) {
        let mut parts = std::mem::take(&mut self.parts);
        // What is a whole address has the host for the others.
        parts.sort_by_key(|(_, _, text)| !text.contains("://"));
        for (name, part, text) in parts {
            let at = self.properties.iter().position(|taken| taken.property == "URL");
            let held = at.and_then(|at| self.properties.get_mut(at));
            match (
                address_parts::joined(held.as_ref().map(|taken| taken.written.as_str()), part, &text),
                held,
            ) {
                (Ok(whole), Some(taken)) => {
                    taken.written = whole;
                    taken.variable = format!("{} and {name}", taken.variable);
                }
                (Ok(whole), None) => self.property(&name, "URL", whole, false),
                (Err(why), _) => self.refuse(&name, &why),
            }
        }
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
                "it is not set here, and takes rights away where it is set: set it, or take it out of a copy of the file",
            ),
            false => self.leave_out(
                name,
                "it is not set here, so that the other server would not have it; where the client has it, set it and run this again",
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
        let written = |property: &str| {
            self.properties
                .iter()
                .find(|taken| taken.property == property)
                .map(|taken| taken.written.as_str())
        };
        match written("Deployment").map(str::to_ascii_lowercase).as_deref() {
            Some("cloud") => true,
            Some("datacenter") => false,
            _ => {
                let url = written("URL").and_then(|written| Url::parse(written).ok());
                url.is_some_and(|url| Deployment::of(&url) == Deployment::Cloud)
            }
        }
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

/// Yes or no, as a variable of this environment has it where it is one.
fn truth(written: &str) -> Option<bool> {
    match written.strip_prefix("env:") {
        Some(variable) => is_true(&std::env::var(variable).ok()?),
        None => is_true(written),
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
                false if *secret => "***".into(),
                _ if *property == "URL" || written.contains("://") => without_userinfo(written),
                _ => written.into(),
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
            (&[CLOUD, USER, PAT], format!("{cloud};User=me;APIToken=p")),
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
            ("READ_ONLY", "1", ";ReadOnly=true"),
            ("CONFLUENCE_READ_ONLY", "yes", ";ReadOnly=true"),
            ("MCP_READ_ONLY", "on", ";ReadOnly=true"),
            ("CONFLUENCE_SPACES_FILTER", "DEV,OPS", ";Spaces=DEV,OPS"),
            ("CONFLUENCE_READ_ONLY", "true", ";ReadOnly=true"),
        ] {
            assert!(properties(&[OWN, PAT, (name, value)]).contains(expected), "{name}");
        }
        for (name, value) in [
            ("READ_ONLY_MODE", "ture"),
            ("READ_ONLY", "ture"),
            ("READ_ONLY", "${NO_SUCH_VARIABLE_HERE}"),
            ("CONFLUENCE_PORT", "x"),
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
            ("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
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
    fn a_right_that_is_taken_away_takes_the_tools_too() {
        for name in ["READ_ONLY_MODE", "READ_ONLY", "CONFLUENCE_READ_ONLY"] {
            let tools = translated(&[OWN, PAT, (name, "1")]).arguments().join(" ");
            assert!(!tools.contains("confluence_create_page"), "{name}: {tools}");
        }
    }

    #[test]
    fn what_says_where_the_site_is_becomes_one_address() {
        for (variables, expected) in [
            (
                &[("CONFLUENCE_HOST", "wiki.corp.com"), ("CONFLUENCE_PORT", "8443"), PAT][..],
                "URL=https://wiki.corp.com:8443;PAT=p",
            ),
            (
                &[
                    ("CONFLUENCE_DOMAIN", "wiki.corp.com"),
                    ("CONFLUENCE_API_PATH", "/confluence/rest/api"),
                    PAT,
                ],
                "URL=https://wiki.corp.com/confluence;PAT=p",
            ),
            (
                &[("CONFLUENCE_API_BASE_PATH", "https://wiki.corp.com/confluence/rest"), PAT],
                "PAT=p;URL=https://wiki.corp.com/confluence",
            ),
        ] {
            assert_eq!(properties(variables), expected);
        }
        let cloud_id = ("CONFLUENCE_CLOUD_ID", "11223344-a1b2-4c3d-8e5f-112233445566");
        assert!(properties(&[CLOUD, USER, TOKEN, cloud_id]).contains("CloudId=11223344"), "a scoped token");
        let of_oauth = ("ATLASSIAN_OAUTH_CLOUD_ID", cloud_id.1);
        assert!(!properties(&[CLOUD, USER, TOKEN, of_oauth]).contains("CloudId"));
    }

    #[test]
    fn names_of_other_servers_for_the_same_are_taken() {
        for name in ["NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"] {
            assert!(properties(&[OWN, PAT, (name, "/ca.pem")]).contains("SSLServerCert=/ca.pem"), "{name}");
        }
        let names = [("CONFLUENCE_API_MAIL", "me"), ("CONFLUENCE_API_KEY", "t")];
        let taken = properties(&[CLOUD, names[0], names[1], ("CONFLUENCE_IS_CLOUD", "true")]);
        for part in ["User=me", "APIToken=t", "Deployment=Cloud"] {
            assert!(taken.split(';').any(|one| one == part), "{part}: {taken}");
        }
        assert!(properties(&[OWN, PAT, ("CONFLUENCE_IS_CLOUD", "false")]).contains("Deployment=DataCenter"));
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
        let address = translated(&[("CONFLUENCE_API_URL", "https://me:can/ary@wiki.corp.com/rest/api"), PAT]);
        assert!(!address.to_string().contains("can/ary"), "{address}");
        let address = translated(&[("CONFLUENCE_URL", "https://me:canary@wiki.corp.com"), PAT]).to_string();
        let bare = translated(&[("CONFLUENCE_URL", "me:canary@wiki.corp.com"), USER, PAT]).to_string();
        assert!(!bare.contains("canary"), "{bare}");
        assert!(
            address.contains("URL=https://***@wiki.corp.com") && !address.contains("canary"),
            "{address}"
        );
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
