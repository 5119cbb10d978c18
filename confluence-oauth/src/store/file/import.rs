//! Settings files of `Name=Value` lines, as other programs write them: one login of one user, at one site.

use url::Url;

use crate::connection_string::{Known, lines};
use crate::properties::{Deployment, Lifetime, lifetime, timestamp};
use crate::provider::normalized;
use crate::secret::Secret;
use crate::store::{Entry, EntryKey, Record};

const NOT_OURS: &str = "is neither a token file nor one of Name=Value lines";
/// Some programs mark what they persist.
const MARK: &str = "_persist_";

/// The login in such a file, and whose it is as far as the file says.
#[derive(Debug, Default)]
pub(super) struct Imported {
    record: Record,
    expires_in: Option<i64>,
    token_timestamp: Option<i64>,
    site: Option<Url>,
    client_id: Option<String>,
}

/// Reads the tokens in such a file; what holds no token is somebody else's.
pub(super) fn parse(text: &str) -> Result<Imported, &'static str> {
    let known = Known::default();
    let pairs = lines(text, &known).map_err(|_| NOT_OURS)?;
    let mut found = Imported::default();
    for pair in pairs {
        let name = pair.name.trim();
        let name = strip_mark(name).unwrap_or(name);
        let word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | ' ');
        match known.find(name) {
            Some(property) if !pair.value.is_empty() => {
                found.assign(property.name, &pair.value)?;
            }
            Some(_) => {}
            // Other properties of the product that wrote the file, which say nothing of tokens.
            None if name.chars().all(word) => {}
            None => return Err(NOT_OURS),
        }
    }
    if found.record.access_token.is_none() && found.record.refresh_token.is_none() {
        return Err("holds neither OAuthAccessToken nor OAuthRefreshToken");
    }
    let lifetime = Lifetime::of(found.expires_in, found.token_timestamp);
    let refreshable = found.record.refresh_token.is_some();
    found.record = std::mem::take(&mut found.record).living(lifetime, refreshable);
    Ok(found)
}

impl Imported {
    pub(super) fn entry(&self) -> Entry {
        Entry { record: self.record.clone() }
    }

    /// Why the login is not that of a key; `None` where it is.
    pub(super) fn misfit(&self, key: &EntryKey) -> Option<String> {
        if !key.principal().is_empty() {
            return Some("holds the login of one user, who is not a caller of a server for many".to_owned());
        }
        if let Some(url) = self.site.as_ref().filter(|url| !is_site(url, key.site())) {
            let site = key.site();
            return Some(format!("holds a login for {url} (URL), and the connection is for {site}"));
        }
        let application = self.client_id.as_ref().filter(|id| *id != key.client_id());
        application.map(|_| {
            let id = key.client_id();
            format!("holds a login of another application (OAuthClientId) than the connection's, {id}")
        })
    }

    fn assign(&mut self, property: &str, value: &str) -> Result<(), &'static str> {
        let record = &mut self.record;
        match property {
            "OAuthAccessToken" => record.access_token = Some(Secret::new(value)),
            "OAuthAccessTokenSecret" => record.token_secret = Some(Secret::new(value)),
            "OAuthRefreshToken" => record.refresh_token = Some(Secret::new(value)),
            "OAuthExpiresIn" => {
                let why = "holds an OAuthExpiresIn that is neither a number of seconds nor -1";
                let seconds = value.parse().ok().and_then(|number| lifetime(number).ok());
                self.expires_in = Some(seconds.ok_or(why)?);
            }
            "OAuthTokenTimestamp" => {
                let why = "holds an OAuthTokenTimestamp that is no time in milliseconds since 1970";
                let at = value.parse().ok().and_then(|number| timestamp(number).ok());
                self.token_timestamp = Some(at.ok_or(why)?);
            }
            "Scope" => {
                record.scope = value.split([' ', ',']).filter(|s| !s.is_empty()).map(str::to_owned).collect()
            }
            "CloudId" => record.cloud_id = Some(value.to_owned()),
            "OAuthClientId" => self.client_id = Some(value.to_owned()),
            "URL" => self.site = Some(address(value).ok_or("holds a URL that is none")?),
            _ => {}
        }
        Ok(())
    }
}

/// A URL that errors may show: without what may be a password.
fn address(text: &str) -> Option<Url> {
    let mut url = Url::parse(text.trim()).ok().filter(Url::has_host)?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(normalized(&url, Deployment::DataCenter))
}

/// Whether it is the URL of a site, as keys name sites.
fn is_site(url: &Url, site: &str) -> bool {
    let spelled = |deployment| normalized(url, deployment).as_str().trim_end_matches('/') == site;
    spelled(Deployment::DataCenter)
        || (Deployment::of(url) == Deployment::Cloud && spelled(Deployment::Cloud))
}

fn strip_mark(name: &str) -> Option<&str> {
    name.get(..MARK.len()).filter(|head| head.eq_ignore_ascii_case(MARK)).and_then(|_| name.get(MARK.len()..))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::properties::OAuthVersion;

    #[test]
    fn both_spellings_of_the_names_are_read() {
        let text = "OAuthAccessToken=a;\n_persist_oauthrefreshtoken=r\nOAuthExpiresIn=3600\nOAuthTokenTimestamp=5\nURL=https://x";
        let record = parse(text).unwrap().record;
        assert_eq!(record.access_token.unwrap().expose(), "a");
        assert_eq!(record.refresh_token.unwrap().expose(), "r");
        assert_eq!((record.expires_in, record.issued_at_ms), (Some(3600), Some(5)));
    }

    #[test]
    fn without_times_the_token_is_refreshed_at_once() {
        let expires_in = |text: &str| parse(text).unwrap().record.expires_in;
        assert_eq!(expires_in("OAuthAccessToken=a\nOAuthRefreshToken=r"), Some(0));
        assert_eq!(expires_in("OAuthAccessToken=a"), None);
        // A lifetime without the time of its issue says nothing: it began in no particular year.
        assert_eq!(expires_in("OAuthAccessToken=a\nOAuthExpiresIn=3600"), None);
        assert_eq!(expires_in("OAuthAccessToken=a\nOAuthRefreshToken=r\nOAuthExpiresIn=3600"), Some(0));
        assert_eq!(expires_in("OAuthAccessToken=a\nOAuthExpiresIn=-1"), Some(-1));
    }

    #[test]
    fn a_time_that_cannot_be_is_refused_as_in_a_connection_string() {
        for (line, name) in [
            ("OAuthExpiresIn=-2", "OAuthExpiresIn"),
            ("OAuthExpiresIn=soon", "OAuthExpiresIn"),
            ("OAuthTokenTimestamp=1767225600", "OAuthTokenTimestamp"),
            ("OAuthTokenTimestamp=-5", "OAuthTokenTimestamp"),
        ] {
            let why = parse(&format!("OAuthAccessToken=a\n{line}")).unwrap_err();
            assert!(why.contains(name), "{line}: {why}");
        }
    }

    #[test]
    fn other_files_are_not_taken_for_settings() {
        for text in [
            "hello",
            "PATH=/bin",
            "URL=https://x",
            "OAuthAccessToken=a\nOAuthExpiresIn=soon",
            "OAuthAccessToken=a\nURL=the wiki",
            "<xml/>",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_login_is_that_of_its_own_site_application_and_user() {
        let key = |client: &str, site: &str, principal: &str| {
            EntryKey::new("https://issuer", client, site, OAuthVersion::V2, principal)
        };
        let fits = |text: &str, key: EntryKey| {
            parse(&format!("OAuthAccessToken=canary\n{text}")).unwrap().misfit(&key).is_none()
        };
        let site = "https://wiki.example.com/confluence";
        for text in ["", "URL=https://WIKI.example.com:443/confluence/", "OAuthClientId=app", "Schema=REST"] {
            assert!(fits(text, key("app", site, "")), "{text}");
            assert!(!fits(text, key("app", site, "a caller")), "{text}");
        }
        for text in
            ["URL=https://wiki.example.com", "URL=http://wiki.example.com/confluence", "OAuthClientId=other"]
        {
            assert!(!fits(text, key("app", site, "")), "{text}");
        }
        let cloud = "https://example.atlassian.net";
        assert!(fits("URL=https://example.atlassian.net/wiki", key("app", cloud, "")));
        assert!(fits("URL=https://example.atlassian.net/", key("app", cloud, "")));
        assert!(!fits("URL=https://other.atlassian.net/", key("app", cloud, "")));
        let secret = parse("OAuthAccessToken=canary\nURL=https://ada:canary@a.example/?x=canary").unwrap();
        let why = secret.misfit(&key("app", site, "")).unwrap();
        assert!(why.contains("https://a.example/") && !why.contains("canary"), "{why}");
    }
}
