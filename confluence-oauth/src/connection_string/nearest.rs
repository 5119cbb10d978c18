//! What a name that no property has was probably meant to be.

use super::known::Known;
use super::property::{OURS, Property, Treatment, normalize};
use super::taking_away::is_of_one_space;

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
    (
        "AuthScheme",
        &["auth", "authtype", "authmode", "authmethod", "authkind", "authentication", "logintype", "scheme"],
    ),
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
    ("SSLVerify", &["verifyssl", "sslverification", "tlsverify"]),
    ("CustomHeaders", &["headers", "extraheaders"]),
    ("Timezone", &["tz", "zone"]),
    ("MaxRows", &["limit", "rowlimit", "maxresults"]),
    ("CloudId", &["tenant", "tenantid"]),
];

impl Known {
    /// The name that is used and most like this one, if any is like it at all.
    pub(crate) fn nearest(&self, name: &str) -> Option<&'static str> {
        let wanted = normalize(name);
        if let Some(property) = self.behind_words(&wanted) {
            return Some(property.name);
        }
        if is_of_one_space(&wanted) {
            return None;
        }
        // What is like `Spaces` in its letters may be its opposite.
        if wanted.contains("space")
            && let Some(property) = self.taking_away(&wanted)
        {
            return Some(property.name);
        }
        if let Some(property) = self.elsewhere(&wanted) {
            return Some(property.name);
        }
        // `CLOUD_URL`: which site it is of.
        let bare = wanted.strip_prefix(OURS).unwrap_or(&wanted);
        let of_site = OF_SITES.iter().find_map(|word| bare.strip_prefix(word));
        if let Some(property) = of_site.and_then(|rest| self.find(rest).or_else(|| self.elsewhere(rest))) {
            return Some(property.name);
        }
        let fits = |property: &&'static Property| {
            property.treatment == Treatment::Used && !would_be_shown(&wanted, property)
        };
        let used = self.all().filter(fits);
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
            Some(near) => {
                let meant = self.find(near).filter(|_| normalize(name).contains("space"));
                match meant.and_then(|property| self.instead_of(name, property, |one| one.name.to_owned())) {
                    Some(instead) => format!("; {instead}"),
                    None => format!("; did you mean {near}?"),
                }
            }
            None => String::new(),
        }
    }

    /// The property that other programs keep under this name.
    fn elsewhere(&self, wanted: &str) -> Option<&'static Property> {
        let row = ELSEWHERE.iter().find(|(_, names)| names.contains(&wanted));
        row.and_then(|(name, _)| self.find(name))
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

    /// The property that a variable without one seems to be meant for. A restriction is recognized by less.
    pub(super) fn meant_by(&self, variable: &str) -> Option<&'static Property> {
        if let Some(property) = self.restriction_meant_by(variable) {
            return Some(property);
        }
        // Most variables are those of other programs.
        let normalized = normalize(variable);
        let rest = normalized.strip_prefix(OURS).filter(|rest| !rest.is_empty())?;
        self.nearest(rest).and_then(|name| self.find(name))
    }

    /// A restriction one of whose own variables is misspelt: `READ_ONLY_MDOE`.
    pub(super) fn nearly_of_variable(&self, normalized: &str) -> Option<&'static Property> {
        self.all().filter(|property| property.restricts).find(|property| {
            let mut variables = property.variables.iter().map(|variable| normalize(variable));
            variables.any(|variable| is_misspelt(normalized, &variable))
        })
    }
}

/// Words for a site, as they stand before what is meant.
const OF_SITES: [&str; 5] = ["cloud", "datacenter", "server", "atlassian", "wiki"];

/// Whether a name says that its value is a secret, and a property would show it.
fn would_be_shown(wanted: &str, property: &Property) -> bool {
    const SECRETS: [&str; 5] = ["token", "password", "passwd", "secret", "apikey"];

    let name = normalize(property.name);
    !property.secret && SECRETS.iter().any(|word| wanted.contains(word) && !name.contains(word))
}

fn names(property: &'static Property) -> impl Iterator<Item = String> {
    std::iter::once(&property.name).chain(property.aliases).map(|name| normalize(name))
}

/// Below it, names of unlike words begin to be suggested.
const LEAST: f64 = 0.85;

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
    // A slip is seldom the first letter, and what only begins as a restriction does is none.
    let begins = wanted.chars().next() == spelling.chars().next();
    if !begins || (spelling.contains("space") && !wanted.contains("space")) {
        return 0.0;
    }
    // What is like in few letters is like by chance.
    strsim::jaro_winkler(wanted, spelling).min(0.95)
}

/// Whether one name is the other with a letter too many, too few, wrong, or in its neighbour's place; two such slips in a
/// longer one.
pub(super) fn is_misspelt(wanted: &str, spelling: &str) -> bool {
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
    fn the_nearest_name_is_suggested() {
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
            ("IgnoreSpaces", "BlockedSpaces"),
            ("ReadOnlySpaces", "WriteSpaces"),
            ("AuthType", "AuthScheme"),
            ("AuthMode", "AuthScheme"),
            // Of which site it is.
            ("CONFLUENCE_CLOUD_URL", "URL"),
            ("CONFLUENCE_CLOUD_USER", "User"),
            ("CONFLUENCE_CLOUD_TOKEN", "APIToken"),
            // As it is written elsewhere.
            ("CONFLUENCE_URL", "URL"),
            ("export PAT", "PAT"),
            ("set CONFLUENCE_API_TOKEN", "APIToken"),
            ("$env:CONFLUENCE_PAT", "PAT"),
        ] {
            assert_eq!(known().nearest(written), Some(meant), "{written}");
        }
    }

    #[test]
    fn what_is_like_nothing_gets_no_suggestion() {
        for nonsense in [
            "zzzz",
            "colour",
            "x",
            "ary",
            "port",
            "API_VERSION",
            "INSECURE",
            "DEFAULT_SPACE",
            "ALLOWED_ACTIONS",
        ] {
            assert_eq!(known().nearest(nonsense), None, "{nonsense}");
        }
    }
}
