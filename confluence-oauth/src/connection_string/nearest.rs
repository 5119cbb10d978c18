//! What a name that no property has was probably meant to be.

use super::known::Known;
use super::property::{Property, Treatment, normalize};

/// Names under which other programs keep the same, normalized. They are suggested and never taken.
const ELSEWHERE: &[(&str, &[&str])] = &[
    (
        "URL",
        &[
            "uri",
            "server",
            "host",
            "hostname",
            "site",
            "siteurl",
            "sitename",
            "baseurl",
            "serverurl",
            "domain",
            "instance",
            "instanceurl",
            "endpoint",
            "address",
            "datasource",
        ],
    ),
    ("User", &["uid", "userid", "login", "loginname", "account", "mail"]),
    ("Password", &["pwd", "pass"]),
    ("APIToken", &["token", "apikey", "usertoken"]),
    ("PAT", &["bearer", "bearertoken", "pattoken"]),
    ("AuthScheme", &["auth", "authtype", "authmethod", "authentication", "scheme"]),
    ("OAuthClientId", &["consumerkey", "appid", "oauthid"]),
    ("OAuthClientSecret", &["consumersecret", "appsecret", "oauthsecret"]),
    ("OAuthVerifier", &["code", "authorizationcode"]),
    ("Scope", &["scopes", "oauthscope", "oauthscopes"]),
    ("Deployment", &["cloud", "iscloud", "isserver", "isdatacenter", "hosting", "deploymenttype"]),
    ("CallbackURL", &["redirecturi", "redirecturl", "redirect"]),
    ("CertificateStore", &["privatekey", "keystore", "keyfile", "pemfile"]),
    ("ProxyServer", &["proxy", "proxyhost", "proxyurl", "proxyaddress"]),
    (
        "SSLServerCert",
        &["sslcert", "cacert", "cafile", "servercert", "truststore", "sslcafile", "rootca", "trustedcert"],
    ),
    ("SSLVerify", &["verifyssl", "sslverification", "insecure", "trustall", "tlsverify"]),
    ("CustomHeaders", &["headers", "extraheaders"]),
    ("Timezone", &["tz", "zone"]),
    ("MaxRows", &["limit", "rowlimit", "maxresults"]),
    ("CloudId", &["tenant", "tenantid"]),
];

/// Words of a variable that takes something away, and the restriction that they are meant for.
const TAKING_AWAY: &[(&[&str], &str)] = &[
    (&["block", "space"], "BlockedSpaces"),
    (&["deny", "space"], "BlockedSpaces"),
    (&["denied", "space"], "BlockedSpaces"),
    (&["exclud", "space"], "BlockedSpaces"),
    (&["forbid", "space"], "BlockedSpaces"),
    (&["hid", "space"], "BlockedSpaces"),
    (&["writ", "space"], "WriteSpaces"),
    (&["write"], "ReadOnly"),
    (&["delet"], "ReadOnly"),
    (&["modif"], "ReadOnly"),
    (&["filter"], "Spaces"),
];

/// What our variables begin with, normalized.
const OURS: &str = "confluence";

impl Known {
    /// The name that is used and most like this one, if any is like it at all.
    pub(crate) fn nearest(&self, name: &str) -> Option<&'static str> {
        let wanted = normalize(name);
        if let Some(property) = self.behind_words(&wanted) {
            return Some(property.name);
        }
        let elsewhere = ELSEWHERE.iter().find(|(_, names)| names.contains(&wanted.as_str()));
        if let Some(property) = elsewhere.and_then(|(name, _)| self.find(name)) {
            return Some(property.name);
        }
        let used = self.all().filter(|property| property.treatment == Treatment::Used);
        let mut best = None;
        for property in used {
            for spelling in names(property) {
                let likeness = likeness(&wanted, &spelling);
                // The first of equals: `ProxyServer` stands before `ProxyPort`.
                if likeness > best.map_or(LEAST, |(most, _)| most) {
                    best = Some((likeness, property.name));
                }
            }
        }
        best.map(|(_, name)| name)
    }

    /// What is right in place of a name that no property has, as the end of a sentence; empty if nothing is near.
    pub(super) fn advice(&self, name: &str) -> String {
        let secret = |name: &str| self.find(name).filter(|property| property.secret && !property.file);
        let of_file = name.get(..name.len().saturating_sub("FILE".len())).and_then(secret);
        if let Some(property) = of_file.filter(|_| normalize(name).ends_with("file")) {
            return format!("; write {}=file:PATH", property.name);
        }
        match self.nearest(name) {
            Some("APIToken") if self.is_any_token(name) => {
                "; did you mean APIToken, or PAT on Data Center?".to_owned()
            }
            Some(near) => format!("; did you mean {near}?"),
            None => String::new(),
        }
    }

    /// Whether a name says no more than that it is a token, which either deployment has.
    pub(super) fn is_any_token(&self, name: &str) -> bool {
        let name = normalize(name);
        name.strip_prefix(OURS).unwrap_or(&name) == "token" && self.find("PAT").is_some()
    }

    /// The property whose name stands behind what a shell or a file of variables has before it: `export URL`,
    /// `CONFLUENCE_URL`.
    fn behind_words(&self, wanted: &str) -> Option<&'static Property> {
        let rest =
            ["export", "set", "$env:"].iter().find_map(|word| wanted.strip_prefix(word)).unwrap_or(wanted);
        let rest = rest.strip_prefix(OURS).unwrap_or(rest);
        self.find(rest).filter(|_| rest.len() < wanted.len())
    }

    /// The property that a variable without one seems to be meant for. A restriction is recognized by less, since
    /// ignoring it gives more rights than were meant.
    pub(super) fn meant_by(&self, variable: &str) -> Option<&'static Property> {
        let normalized = normalize(variable);
        if let Some(property) = self.nearly_of_variable(&normalized) {
            return Some(property);
        }
        let (ours, rest) = match normalized.strip_prefix(OURS) {
            Some(rest) => (true, rest.to_owned()),
            None => (false, behind_prefix(variable).map(normalize).unwrap_or_default()),
        };
        // Most variables are those of other programs.
        if rest.is_empty() {
            return None;
        }
        if ours && let Some(property) = self.taking_away(&rest) {
            return Some(property);
        }
        let restriction = self.all().filter(|property| property.restricts).find(|property| {
            let mut names = names(property);
            names.any(|name| {
                name.len() > 3 && if ours { rest.contains(&name) } else { rest.starts_with(&name) }
            })
        });
        match restriction {
            Some(_) => restriction,
            None if ours => self.nearest(&rest).and_then(|name| self.find(name)),
            None => None,
        }
    }

    /// A restriction that the words of a name speak of: `CONFLUENCE_BLOCK_SPACES`, `CONFLUENCE_ALLOW_WRITE`.
    fn taking_away(&self, rest: &str) -> Option<&'static Property> {
        let speaks = |words: &[&str]| words.iter().all(|word| rest.contains(word));
        let (_, name) = TAKING_AWAY.iter().find(|(words, _)| speaks(words))?;
        self.find(name)
    }

    /// A restriction one of whose own variables is misspelt: `READ_ONLY_MDOE`.
    fn nearly_of_variable(&self, normalized: &str) -> Option<&'static Property> {
        self.all().filter(|property| property.restricts).find(|property| {
            let mut variables = property.variables.iter().map(|variable| normalize(variable));
            variables.any(|variable| is_misspelt(normalized, &variable))
        })
    }
}

/// Whether a variable lets something be changed, where `ReadOnly` keeps it from being: `CONFLUENCE_ENABLE_WRITE=false`.
pub(super) fn is_opposite(variable: &str, property: &Property) -> bool {
    const TAKES: [&str; 9] =
        ["read", "disable", "deny", "denied", "block", "forbid", "prevent", "protect", "no_"];
    let name = variable.to_ascii_lowercase();
    property.name == "ReadOnly" && !TAKES.iter().any(|word| name.contains(word))
}

fn names(property: &'static Property) -> impl Iterator<Item = String> {
    std::iter::once(&property.name).chain(property.aliases).map(|name| normalize(name))
}

/// Below it, names of unlike words begin to be suggested.
const LEAST: f64 = 0.8;

/// How like two names are, up to 1. A slip of the fingers counts most, then a part left out at the beginning or the end
/// (`ClientSecret`), then what Jaro and Winkler say.
fn likeness(wanted: &str, spelling: &str) -> f64 {
    const MISSPELT: f64 = 0.98;
    const PART: f64 = 0.96;
    /// Shorter ones are part of too much.
    const LEAST_PART: usize = 5;
    if is_misspelt(wanted, spelling) {
        return MISSPELT;
    }
    if wanted.len() >= LEAST_PART && (spelling.ends_with(wanted) || spelling.starts_with(wanted)) {
        return PART;
    }
    // What is like in few letters is like by chance.
    strsim::jaro_winkler(wanted, spelling).min(0.95)
}

/// Whether one name is the other with a letter too many, too few, wrong, or in its neighbour's place; two such slips in a
/// longer one.
fn is_misspelt(wanted: &str, spelling: &str) -> bool {
    let slips = match spelling.len() {
        // Two letters with a slip could be any.
        0..=2 => return false,
        3..=6 => 1,
        _ => 2,
    };
    wanted.len().abs_diff(spelling.len()) <= slips && {
        let distance = strsim::damerau_levenshtein(wanted, spelling);
        distance > 0 && distance <= slips
    }
}

/// The rest of a name whose first word is nearly ours, or that of a server of this kind.
fn behind_prefix(variable: &str) -> Option<&str> {
    let (first, rest) = variable.split_once(['_', '-', '.'])?;
    let first = normalize(first);
    let near = strsim::jaro_winkler(&first, OURS) > 0.9;
    (near || matches!(first.as_str(), "atlassian" | "mcp" | "wiki" | "conf")).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    static MORE: &[Property] = &[
        Property::new("Toolsets", "x"),
        Property::new("User", "x"),
        Property::new("PAT", "x").secret(),
        Property::new("APIToken", "x").secret(),
        Property::new("Password", "x").secret(),
        Property::new("ProxyServer", "x"),
        Property::new("ProxyPort", "x"),
        Property::new("Timezone", "x"),
        Property::new("Timeout", "x"),
        Property::new("SSLClientCert", "x"),
        Property::new("SSLServerCert", "x"),
        Property::new("AuthScheme", "x"),
        Property::new("ReadOnly", "x").variables(&["READ_ONLY_MODE"]).restricts(),
        Property::new("Spaces", "x").restricts(),
        Property::new("WriteSpaces", "x").restricts(),
        Property::new("BlockedSpaces", "x").restricts(),
    ];

    fn known() -> Known {
        let mut known = Known::default();
        known.add(MORE);
        known
    }

    #[test]
    fn the_nearest_name_is_suggested_and_nonsense_is_not() {
        for (written, meant) in [
            ("OAuthClientSecrt", "OAuthClientSecret"),
            ("Toolset", "Toolsets"),
            ("Urll", "URL"),
            ("ULR", "URL"),
            ("PTA", "PAT"),
            ("Usr", "User"),
            ("Timezon", "Timezone"),
            ("Tmezone", "Timezone"),
            ("Timzon", "Timezone"),
            ("Tiemout", "Timeout"),
            // A part of it, or what it is called elsewhere.
            ("ClientSecret", "OAuthClientSecret"),
            ("ClientId", "OAuthClientId"),
            ("AccessToken", "OAuthAccessToken"),
            ("RefreshToken", "OAuthRefreshToken"),
            ("Server", "URL"),
            ("Base_URL", "URL"),
            ("Data Source", "URL"),
            ("UID", "User"),
            ("Pwd", "Password"),
            ("Token", "APIToken"),
            ("TZ", "Timezone"),
            ("Proxy", "ProxyServer"),
            ("ProxyHost", "ProxyServer"),
            ("RedirectUri", "CallbackURL"),
            ("SSLCert", "SSLServerCert"),
            ("OAuthScope", "Scope"),
            ("IsCloud", "Deployment"),
            ("PAT_TOKEN", "PAT"),
            ("AuthType", "AuthScheme"),
            // As it is written elsewhere.
            ("CONFLUENCE_URL", "URL"),
            ("export PAT", "PAT"),
            ("set CONFLUENCE_API_TOKEN", "APIToken"),
            ("$env:CONFLUENCE_PAT", "PAT"),
        ] {
            assert_eq!(known().nearest(written), Some(meant), "{written}");
        }
        for nonsense in ["zzzz", "colour", "x", "ary", "port"] {
            assert_eq!(known().nearest(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_variable_that_takes_away_is_meant_for_a_restriction() {
        for (variable, meant) in [
            ("READ_ONLY_MDOE", "ReadOnly"),
            ("READ_ONYL_MODE", "ReadOnly"),
            ("CONF_READ_ONLY", "ReadOnly"),
            ("CONFLUENCE_ALLOW_WRITE", "ReadOnly"),
            ("CONFLUENCE_DELETE_ENABLED", "ReadOnly"),
            ("CONFLUENCE_FILTER", "Spaces"),
            ("CONFLUENCE_BLOCK_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_SPACE_DENYLIST", "BlockedSpaces"),
            ("CONFLUENCE_WRITEABLE_SPACES", "WriteSpaces"),
            ("CONFLUENCE_SPACES_LIST", "Spaces"),
        ] {
            assert_eq!(known().meant_by(variable).map(|property| property.name), Some(meant), "{variable}");
        }
        for other in ["READ_TIMEOUT", "HOME", "LESS", "NODE_ENV"] {
            assert!(known().meant_by(other).is_none(), "{other}");
        }
    }
}
