//! What is given and changes nothing beside the rest: whoever wrote it would wait for it in vain.

use confluence_oauth::{
    ConnectionString, GrantType, InitiateOAuth, OAuthProperties, OAuthVersion, Origin, SettingsLocation,
    Treatment, Value,
};

use crate::client::credential::Scheme;
use crate::site::Deployment;

/// The properties that ask for something, by name, and the variables of the environment that they refer to.
pub(super) struct Given {
    names: Vec<&'static str>,
    references: Vec<String>,
    /// Whether the account is named by something that is not an e-mail address.
    user_is_name: bool,
    /// Whether `OAuthExpiresIn` says that the token never expires.
    never_expires: bool,
}

/// What a switch says that asks for nothing.
const SWITCHED_OFF: [&str; 5] = ["false", "none", "off", "no", "0"];

impl Given {
    pub(super) fn of(string: &ConnectionString) -> Self {
        let asks = |value: &&Value| {
            let written = value.written().expose().trim();
            !written.is_empty() && !SWITCHED_OFF.iter().any(|off| written.eq_ignore_ascii_case(off))
        };
        Self {
            names: string.values().filter(asks).filter_map(|value| Some(value.property()?.name)).collect(),
            references: string.values().filter_map(|value| value.reference().map(str::to_owned)).collect(),
            user_is_name: string
                .peek("User")
                .and_then(|user| user.text().ok())
                .is_some_and(|user| !user.contains('@')),
            never_expires: string
                .peek("OAuthExpiresIn")
                .and_then(|seconds| seconds.number::<i64>().ok())
                .is_some_and(|seconds| seconds < 0),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(&name)
    }
}

/// What decides whether a property has an effect.
pub(super) struct Situation {
    pub(super) given: Given,
    pub(super) deployment: Deployment,
    pub(super) is_https: bool,
    pub(super) read_only: bool,
    pub(super) scheme: Scheme,
    /// `None` with a credential that never changes.
    pub(super) oauth: Option<OAuth>,
}

/// The OAuth version and how tokens are obtained.
#[derive(Clone, Copy)]
pub(super) struct OAuth {
    version: OAuthVersion,
    grant: GrantType,
    initiate: InitiateOAuth,
    in_memory: bool,
}

impl OAuth {
    pub(super) fn of(properties: &OAuthProperties) -> Self {
        Self {
            version: properties.version(),
            grant: properties.grant(),
            initiate: properties.initiate(),
            in_memory: matches!(properties.location(), SettingsLocation::Memory(_)),
        }
    }

    /// What authorizes the requests.
    pub(super) fn scheme(self, given: &Given) -> Scheme {
        let refreshes = given.has("OAuthClientId") || given.has("OAuthRefreshToken");
        let as_given = self.initiate == InitiateOAuth::Off || (given.has("OAuthAccessToken") && !refreshes);
        match (self.version, self.grant) {
            (OAuthVersion::V1, _) => Scheme::Signature,
            _ if as_given => Scheme::AccessToken,
            (_, GrantType::ClientCredentials) => Scheme::ServiceAccount,
            _ => Scheme::Login,
        }
    }
}

/// Some properties, when they have no effect, and why.
struct Rule {
    properties: &'static [&'static str],
    idle: fn(&Situation) -> bool,
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        properties: &["CloudId", "GatewayURL"],
        idle: |it| it.deployment == Deployment::DataCenter,
        why: "a site of Data Center is reached by its URL alone",
    },
    Rule {
        properties: &["GatewayURL"],
        idle: |it| it.deployment == Deployment::Cloud && it.oauth.is_none() && !it.given.has("CloudId"),
        why: "without CloudId the credential goes to the site itself; a scoped API token needs both",
    },
    Rule {
        properties: &["MaxRows"],
        idle: |_| cfg!(not(feature = "sql")),
        why: "this program was built without SQL (feature `sql`)",
    },
    Rule { properties: &["AllowHttp"], idle: |it| it.is_https, why: "the URL has https already" },
    Rule {
        properties: &["ProxyExceptions", "ProxyAuthScheme", "FirewallType"],
        idle: |it| !it.given.has("ProxyServer"),
        why: "there is no ProxyServer; for a proxy of the environment NO_PROXY names the exceptions",
    },
    Rule {
        properties: &["WriteSpaces"],
        idle: |it| it.read_only,
        why: "ReadOnly lets nothing be changed in any space",
    },
    Rule {
        properties: &["OAuthClientSecret", "Scope", "OAuthRefreshToken"],
        idle: |it| it.oauth.is_some_and(is_signed),
        why: "OAuth 1.0a signs with CertificateStore, and has no scopes and no refresh tokens",
    },
    Rule {
        properties: &[
            "CertificateStore",
            "CertificateStoreType",
            "CertificateStorePassword",
            "CertificateKeyPassword",
            "CertificateSubject",
            "OAuthAccessTokenSecret",
            "AuthToken",
            "AuthKey",
            "OAuthRequestTokenURL",
        ],
        idle: |it| it.oauth.is_some_and(|oauth| !is_signed(oauth)),
        why: "it is of OAuthVersion=1.0, and this is 2.0",
    },
    Rule {
        properties: &[
            "OAuthRefreshToken",
            "OAuthVerifier",
            "OAuthSettingsLocation",
            "OAuthSettingsKey",
            "OAuthAuthorizationURL",
            "OAuthAccessTokenURL",
            "OAuthRefreshTokenURL",
            "CallbackURL",
            "Scope",
        ],
        idle: |it| it.oauth.is_some_and(|oauth| oauth.initiate == InitiateOAuth::Off),
        why: "with InitiateOAuth=OFF the access token is used as it is, and nothing is obtained, refreshed or kept",
    },
    Rule {
        properties: &["OAuthSettingsKey"],
        idle: |it| it.oauth.is_some_and(|oauth| oauth.in_memory && oauth.initiate != InitiateOAuth::Off),
        why: "memory:// writes no tokens that could be encrypted",
    },
    Rule {
        properties: &[
            "CallbackURL",
            "OAuthAuthorizationURL",
            "OAuthVerifier",
            "OAuthRefreshToken",
            "OAuthRefreshTokenURL",
        ],
        idle: |it| it.oauth.is_some_and(is_service_account),
        why: "a service account (OAuthGrantType=CLIENT) logs in without a browser, and has no refresh tokens",
    },
    Rule {
        properties: &["Scope"],
        idle: |it| it.deployment == Deployment::Cloud && it.oauth.is_some_and(is_service_account),
        why: "what a service account may do on Cloud is chosen where its credentials are made",
    },
    Rule {
        properties: &["OAuthExpiresIn", "OAuthTokenTimestamp"],
        idle: |it| it.oauth.is_some() && !it.given.has("OAuthAccessToken"),
        why: "there is no OAuthAccessToken that it could be about",
    },
    Rule {
        properties: &["OAuthExpiresIn"],
        idle: |it| it.oauth.is_some() && !it.given.has("OAuthTokenTimestamp") && !it.given.never_expires,
        why: "a lifetime counts from OAuthTokenTimestamp, the time of the issue in milliseconds since 1970; without it the \
              token is refreshed at once where it can be, and otherwise used until it is refused",
    },
    Rule {
        properties: &["OAuthTokenTimestamp"],
        idle: |it| it.oauth.is_some() && (!it.given.has("OAuthExpiresIn") || it.given.never_expires),
        why: "without OAuthExpiresIn in seconds it is not known when the token expires",
    },
];

fn is_service_account(oauth: OAuth) -> bool {
    oauth.version == OAuthVersion::V2 && oauth.grant == GrantType::ClientCredentials
}

fn is_signed(oauth: OAuth) -> bool {
    oauth.version == OAuthVersion::V1
}

/// A line for each reason, with the properties that it is about.
pub(super) fn notes(situation: &Situation) -> Vec<String> {
    let mut told: Vec<&str> = Vec::new();
    let mut lines = Vec::new();
    for rule in RULES.iter().filter(|rule| (rule.idle)(situation)) {
        let idle = rule.properties.iter().filter(|name| situation.given.has(name) && !told.contains(name));
        let idle: Vec<&str> = idle.copied().collect();
        told.extend(&idle);
        lines.extend(line(&idle, rule.why));
    }
    let straight_to_cloud = situation.deployment == Deployment::Cloud && !situation.given.has("CloudId");
    if situation.scheme == Scheme::Pat && straight_to_cloud {
        lines.push(PAT_ON_CLOUD.to_owned());
    }
    let by_account = matches!(situation.scheme, Scheme::ApiToken | Scheme::Password);
    if by_account && situation.deployment == Deployment::Cloud && situation.given.user_is_name {
        lines.push(NAME_ON_CLOUD.to_owned());
    }
    lines
}

const PAT_ON_CLOUD: &str = "PAT: Cloud has no personal access tokens: an account logs in with User and APIToken, and the token of a service account \
     needs CloudId";

const NAME_ON_CLOUD: &str = "User: on Cloud an API token goes with the e-mail address of its account, and there is no @ in what is given";

fn line(names: &[&str], why: &str) -> Option<String> {
    match names {
        [] => None,
        [one] => Some(format!("{one} has no effect here: {why}")),
        more => Some(format!("{} have no effect here: {why}", more.join(", "))),
    }
}

/// The variables of the environment that nobody took, and to which nothing refers: what counts before them says something
/// else.
pub(super) fn unused_variables(string: &ConnectionString, given: &Given) -> Vec<String> {
    let unused = string.values().filter_map(|value| {
        let counts = value.property().is_some_and(|property| property.treatment == Treatment::Used)
            && !value.written().is_empty();
        match value.origin() {
            Origin::Environment(variable) if counts && !given.references.contains(variable) => Some(format!(
                "{} is not used: the variable {variable} of the environment has no effect beside the other properties",
                value.name()
            )),
            _ => None,
        }
    });
    unused.collect()
}

#[cfg(test)]
mod tests {
    use confluence_oauth::PROPERTIES as OAUTH;

    use super::*;
    use crate::connection::{Connection, PROPERTIES, parse};

    #[test]
    fn an_account_of_cloud_is_named_by_its_address() {
        let said = "goes with the e-mail address";
        assert!(told(&format!("{CLOUD};User=ada;APIToken=t")).contains(said));
        assert!(told("URL=https://wiki.example.com;Deployment=Cloud;User=ada;APIToken=t").contains(said));
        assert!(!told(&format!("{CLOUD};User=ada@example.com;APIToken=t")).contains(said));
        assert!(!told("URL=https://wiki.example.com;User=ada;Password=t").contains(said));
    }

    #[test]
    fn a_token_of_cloud_is_looked_at_wherever_the_site_is() {
        for token in ["${TOK}x", "Bearer x", "your_token", "..."] {
            for site in [CLOUD, "URL=https://wiki.example.com;Deployment=Cloud"] {
                let error = Connection::new(parse(&format!("{site};User=a@b.c;APIToken='{token}'")).unwrap());
                assert_eq!(error.unwrap_err().property(), Some("APIToken"), "{site}: {token}");
            }
        }
    }

    fn told(text: &str) -> String {
        Connection::new(parse(text).unwrap()).unwrap().notes().join("\n")
    }

    const OWN: &str = "URL=https://wiki.example.com";
    const CLOUD: &str = "URL=https://x.atlassian.net";
    const TOKEN: &str = "InitiateOAuth=OFF;OAuthAccessToken=t";
    const SIGNED: &str =
        "OAuthVersion=1.0;OAuthClientId=a;CertificateStore=k.pem;OAuthSettingsLocation=memory://w";
    const APP: &str = "OAuthClientId=a;OAuthClientSecret=s;OAuthSettingsLocation=memory://w";

    #[test]
    fn what_has_no_effect_is_told_by_name() {
        for (text, names) in [
            (format!("{OWN};PAT=t;CloudId=11223344-a1b2-4c3d-8e5f-112233445566"), "CloudId has"),
            (
                format!("{OWN};PAT=t;CloudId=11223344-a1b2-4c3d-8e5f-112233445566;GatewayURL=https://g"),
                "CloudId, GatewayURL have",
            ),
            (format!("{CLOUD};User=u@x.io;APIToken=t;GatewayURL=https://g.example.com"), "GatewayURL has"),
            (format!("{OWN};PAT=t;AllowHttp=true"), "AllowHttp has"),
            (
                format!("{OWN};PAT=t;ProxyExceptions=a;FirewallType=SOCKS5"),
                "ProxyExceptions, FirewallType have",
            ),
            (format!("{OWN};PAT=t;ReadOnly=true;WriteSpaces=A"), "WriteSpaces has"),
            (format!("{OWN};{SIGNED};Scope=read;OAuthClientSecret=s"), "OAuthClientSecret, Scope have"),
            (format!("{OWN};{APP};CertificateSubject=*;AuthToken=t"), "CertificateSubject, AuthToken have"),
            (
                format!("{CLOUD};{TOKEN};Scope=read:me;CallbackURL=http://localhost:1"),
                "CallbackURL, Scope have",
            ),
            (format!("{OWN};{APP};OAuthSettingsKey=env:K"), "OAuthSettingsKey has"),
            (
                format!("{CLOUD};{APP};OAuthGrantType=CLIENT;CallbackURL=http://localhost:1"),
                "CallbackURL has",
            ),
            (format!("{OWN};{APP};OAuthExpiresIn=3600"), "OAuthExpiresIn has"),
            (format!("{CLOUD};{TOKEN};OAuthExpiresIn=3600"), "OAuthExpiresIn has"),
            (format!("{CLOUD};{TOKEN};OAuthTokenTimestamp=1767225600000"), "OAuthTokenTimestamp has"),
            (format!("{CLOUD};{APP};OAuthGrantType=CLIENT;Scope=read:page:confluence"), "Scope has"),
            (format!("{OWN};{APP};OAuthGrantType=CLIENT;OAuthRefreshToken=r"), "OAuthRefreshToken has"),
        ] {
            let told = told(&text);
            assert!(told.starts_with(&format!("{names} no effect here: ")), "{text}: {told:?}");
            assert_eq!(told.lines().count(), 1, "{text}: {told:?}");
        }
    }

    #[test]
    fn what_has_an_effect_is_not_told() {
        for text in [
            format!("{OWN};PAT=t;AllowHttp=false;FirewallType=NONE"),
            "URL=http://wiki.example.com;PAT=t;AllowHttp=true".to_owned(),
            format!(
                "{CLOUD};User=u@x.io;APIToken=t;CloudId=11223344-a1b2-4c3d-8e5f-112233445566;GatewayURL=https://g.example.com"
            ),
            format!(
                "{CLOUD};{APP};CloudId=11223344-a1b2-4c3d-8e5f-112233445566;CallbackURL=http://localhost:1;Scope=read:me"
            ),
            format!("{OWN};{SIGNED};CertificateSubject=*"),
            format!("{CLOUD};{TOKEN};OAuthExpiresIn=3600;OAuthTokenTimestamp=1767225600000"),
            format!("{CLOUD};{TOKEN};OAuthExpiresIn=-1"),
            format!("{OWN};{APP};OAuthGrantType=CLIENT;Scope=READ"),
            format!("{OWN};PAT=t;WriteSpaces=A;ProxyServer=p;ProxyExceptions=x"),
        ] {
            assert_eq!(told(&text), "", "{text}");
        }
    }

    #[test]
    fn a_scope_of_the_other_deployment_is_told() {
        for (text, part) in [
            (format!("{CLOUD};{APP};Scope=WRITE"), "WRITE is a scope of Data Center"),
            (format!("{OWN};{APP};Scope=read:page:confluence"), "read:page:confluence is a scope of Cloud"),
        ] {
            assert!(told(&text).contains(part), "{text}: {}", told(&text));
        }
        for text in [format!("{OWN};{APP};Scope=WRITE"), format!("{CLOUD};{APP};Scope=read:page:confluence")]
        {
            assert_eq!(told(&text), "", "{text}");
        }
    }

    #[test]
    fn a_token_of_data_center_on_cloud_is_told() {
        let notes = told(&format!("{CLOUD};PAT=t"));
        assert!(notes.starts_with("PAT: Cloud has no personal access tokens"), "{notes}");
    }

    #[test]
    fn a_variable_that_nobody_takes_is_told() {
        let told = |text: &str| {
            let variables = [("CONFLUENCE_PASSWORD", "canary"), ("CONFLUENCE_TIMEOUT", "9")];
            let variables = variables.map(|(name, value)| (name.into(), value.into()));
            let string = crate::connection::layers().string(text).variables(variables).build().unwrap();
            Connection::new(string).unwrap().notes().join("\n")
        };
        assert_eq!(told(&format!("{OWN};AuthScheme=PAT;PAT=env:CONFLUENCE_PASSWORD")), "");
        let notes = told(&format!("{OWN};AuthScheme=PAT;PAT=t"));
        assert!(notes.starts_with("Password is not used: the variable CONFLUENCE_PASSWORD "), "{notes}");
        assert!(!notes.contains("canary") && !notes.contains("TIMEOUT"), "{notes}");
    }

    #[test]
    fn every_rule_names_properties_that_there_are_and_no_right_that_is_taken_away() {
        let rows = || OAUTH.iter().chain(PROPERTIES);
        for name in RULES.iter().flat_map(|rule| rule.properties) {
            let row = rows().find(|row| row.name == *name);
            assert!(row.is_some_and(|row| !row.restricts || *name == "WriteSpaces"), "{name}");
        }
    }
}
