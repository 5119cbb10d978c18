//! The OAuth properties of a connection string, as types.

mod callback;
mod certificate;
mod choices;
mod deployment;
mod lifetime;
mod location;
mod site;
mod site_address;
mod with;

use url::Url;

pub use self::callback::Callback;
pub use self::certificate::{CertificateNames, CertificateProperties, CertificateStoreType};
#[cfg(feature = "oauth1")]
pub(crate) use self::certificate::{NO_KEY, ONLY_RSA};
use self::choices::{GRANTS, INITIATE, VERSIONS, is_listed};
pub use self::choices::{GrantType, InitiateOAuth, OAuthVersion};
pub use self::deployment::Deployment;
pub use self::lifetime::Lifetime;
pub(crate) use self::lifetime::{lifetime, timestamp};
#[cfg(feature = "keyring")]
pub(crate) use self::location::default_file;
pub(crate) use self::location::no_home;
pub use self::location::{KeyLocation, SettingsLocation};
pub use self::site::SiteProperties;
use crate::connection_string::{ConnectionString, Value};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Cloud refuses a login that asks for 50 scopes or more, as its guide to scopes says.
const MAX_SCOPES: usize = 49;

/// The OAuth properties of a connection string: client id, scopes, redirect URI, tokens, token store.
///
/// ```
/// # fn main() -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::{ConnectionString, InitiateOAuth, OAuthProperties};
///
/// let mut string = ConnectionString::parse("InitiateOAuth=REFRESH;Scope=read:page:confluence,offline_access")?;
/// let properties = OAuthProperties::take_from(&mut string)?;
/// assert_eq!(properties.initiate(), InitiateOAuth::Refresh);
/// assert_eq!(properties.scope(), ["read:page:confluence", "offline_access"]);
/// string.finish()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct OAuthProperties {
    pub(crate) initiate: InitiateOAuth,
    pub(crate) version: OAuthVersion,
    pub(crate) grant: GrantType,
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<Secret>,
    pub(crate) access_token: Option<Secret>,
    pub(crate) access_token_secret: Option<Secret>,
    pub(crate) refresh_token: Option<Secret>,
    pub(crate) lifetime: Lifetime,
    pub(crate) scope: Vec<String>,
    pub(crate) location: SettingsLocation,
    pub(crate) key: Option<KeyLocation>,
    pub(crate) certificate: CertificateProperties,
    pub(crate) callback: Callback,
    pub(crate) verifier: Option<Secret>,
    pub(crate) auth_token: Option<Secret>,
    pub(crate) authorization_url: Option<Url>,
    pub(crate) access_token_url: Option<Url>,
    pub(crate) refresh_token_url: Option<Url>,
    pub(crate) request_token_url: Option<Url>,
}

impl OAuthProperties {
    /// Takes what belongs to OAuth out of the string and leaves the rest.
    ///
    /// # Errors
    /// A value that cannot be; the error names its property.
    pub fn take_from(string: &mut ConnectionString) -> Result<Self> {
        let mut take = Taker(string);
        // The secret of a temporary token comes with it, and signing with RSA-SHA1 makes no use of it.
        take.secret("AuthKey")?;
        Ok(Self {
            initiate: take.one_of("InitiateOAuth", INITIATE)?.unwrap_or_default(),
            version: take.version()?.unwrap_or_default(),
            grant: take.one_of("OAuthGrantType", GRANTS)?.unwrap_or_default(),
            client_id: take.0.take("OAuthClientId").map(|value| value.text()).transpose()?,
            client_secret: take.secret("OAuthClientSecret")?,
            access_token: take.token("OAuthAccessToken")?,
            access_token_secret: take.secret("OAuthAccessTokenSecret")?,
            refresh_token: take.secret("OAuthRefreshToken")?,
            lifetime: take.lifetime()?,
            scope: take.0.take("Scope").map(|value| scopes(&value)).transpose()?.unwrap_or_default(),
            location: SettingsLocation::take_from(take.0)?,
            key: take.0.take("OAuthSettingsKey").map(|value| KeyLocation::read(&value)).transpose()?,
            certificate: CertificateProperties::take_from(take.0)?,
            callback: take
                .0
                .take("CallbackURL")
                .map(|value| Callback::read(&value))
                .transpose()?
                .unwrap_or_default(),
            verifier: take.secret("OAuthVerifier")?,
            auth_token: take.secret("AuthToken")?,
            authorization_url: take.url("OAuthAuthorizationURL")?,
            access_token_url: take.url("OAuthAccessTokenURL")?,
            refresh_token_url: take.url("OAuthRefreshTokenURL")?,
            request_token_url: take.url("OAuthRequestTokenURL")?,
        })
    }

    /// Who obtains and who refreshes the token.
    #[must_use]
    pub fn initiate(&self) -> InitiateOAuth {
        self.initiate
    }

    /// The OAuth version: `OAuthVersion`.
    #[must_use]
    pub fn version(&self) -> OAuthVersion {
        self.version
    }

    /// How a token is obtained.
    #[must_use]
    pub fn grant(&self) -> GrantType {
        self.grant
    }

    /// The client id, or the consumer key of OAuth 1.0a.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// The scopes to ask for; empty means what the session's builder passes in.
    #[must_use]
    pub fn scope(&self) -> &[String] {
        &self.scope
    }

    /// Where tokens are kept.
    #[must_use]
    pub fn location(&self) -> &SettingsLocation {
        &self.location
    }

    /// Where the key is that encrypts the token file.
    #[must_use]
    pub fn key(&self) -> Option<&KeyLocation> {
        self.key.as_ref()
    }

    /// Where the browser returns to.
    #[must_use]
    pub fn callback(&self) -> &Callback {
        &self.callback
    }

    /// The key that signs OAuth 1.0a requests.
    #[must_use]
    pub fn certificate(&self) -> &CertificateProperties {
        &self.certificate
    }

    pub(crate) fn require_client_id(&self) -> Result<&str> {
        let why = match self.version {
            OAuthVersion::V1 => "is needed to sign requests: the consumer key of the application link",
            OAuthVersion::V2 => "is needed to obtain or refresh a token: the client id of your application",
        };
        self.client_id().ok_or_else(|| Error::config("OAuthClientId", why))
    }

    pub(crate) fn require_client_secret(&self) -> Result<&Secret> {
        let why = "is needed to obtain or refresh a token of this kind";
        self.client_secret.as_ref().ok_or_else(|| Error::config("OAuthClientSecret", why))
    }
}

struct Taker<'a>(&'a mut ConnectionString);

impl Taker<'_> {
    fn one_of<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Result<Option<T>> {
        self.0.take(name).map(|value| value.one_of(words)).transpose()
    }

    fn version(&mut self) -> Result<Option<OAuthVersion>> {
        self.0.take("OAuthVersion").map(|value| value.one_of_listed(VERSIONS, is_listed)).transpose()
    }

    fn secret(&mut self, name: &str) -> Result<Option<Secret>> {
        self.0.take(name).map(|value| value.secret()).transpose()
    }

    /// A token: what cannot stand in a header is better refused here than at the first request.
    fn token(&mut self, name: &str) -> Result<Option<Secret>> {
        self.0.take(name).map(|value| value.token()).transpose()
    }

    fn url(&mut self, name: &str) -> Result<Option<Url>> {
        self.0.take(name).map(|value| value.url()).transpose()
    }

    fn lifetime(&mut self) -> Result<Lifetime> {
        let mut number = |name: &str, check: fn(i64) -> Result<i64, &'static str>| {
            let value = self.0.take(name);
            value.map(|value| check(value.number()?).map_err(|why| value.error(why))).transpose()
        };
        Ok(Lifetime::of(number("OAuthExpiresIn", lifetime)?, number("OAuthTokenTimestamp", timestamp)?))
    }
}

fn scopes(value: &Value) -> Result<Vec<String>> {
    let mut scopes = value.list()?;
    scopes.dedup();
    few_enough(&scopes).map_err(|why| value.error(why))?;
    if scopes.iter().all(|scope| is_scope(scope)) {
        return Ok(scopes);
    }
    Err(value.error("a scope holds characters that RFC 6749, section 3.3 forbids"))
}

/// Whether it has the letters of a scope: RFC 6749, section 3.3.
fn is_scope(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
}

/// Whether one login may ask for so many scopes.
pub(crate) fn few_enough(scopes: &[String]) -> Result<(), String> {
    match scopes.len() {
        0..=MAX_SCOPES => Ok(()),
        many => {
            let counted = match scopes.iter().any(|scope| scope == "offline_access") {
                true => ", offline_access among them, without which no token is refreshed",
                false => "",
            };
            Err(format!("{many} scopes{counted}; a login may ask for at most {MAX_SCOPES}: ask for less"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<OAuthProperties> {
        let mut string = ConnectionString::parse(text)?;
        let properties = OAuthProperties::take_from(&mut string)?;
        string.finish()?;
        Ok(properties)
    }

    #[test]
    fn all_sixteen_are_read_into_types() {
        let properties = read(
            "InitiateOAuth=refresh;OAuthVersion=1.0;OAuthClientId=id;OAuthClientSecret=s;OAuthAccessToken=t;\
             Scope=read:page:confluence,offline_access;OAuthSettingsLocation=memory://x;CertificateStore=/k.pem;\
             CertificateStorePassword=p;CertificateSubject=*;CertificateStoreType=pemkeyfile;\
             CallbackURL=http://127.0.0.1:8080/back;OAuthVerifier=v;OAuthRefreshToken=r;OAuthExpiresIn=-1;\
             OAuthTokenTimestamp=1700000000000",
        )
        .unwrap();
        assert_eq!(properties.initiate(), InitiateOAuth::Refresh);
        assert_eq!(properties.version(), OAuthVersion::V1);
        assert_eq!(properties.client_id(), Some("id"));
        assert_eq!(properties.client_secret.unwrap().expose(), "s");
        assert_eq!(properties.access_token.unwrap().expose(), "t");
        assert_eq!(properties.scope, ["read:page:confluence", "offline_access"]);
        assert_eq!(properties.location, SettingsLocation::Memory("x".into()));
        assert_eq!(properties.certificate.subject(), "*");
        assert_eq!(properties.certificate.store_type(), Some(CertificateStoreType::PemKeyFile));
        assert_eq!(properties.callback.as_str(), "http://127.0.0.1:8080/back");
        assert_eq!(properties.verifier.unwrap().expose(), "v");
        assert_eq!(properties.refresh_token.unwrap().expose(), "r");
        assert_eq!(properties.lifetime, Lifetime::Unlimited);
    }

    #[test]
    fn a_version_of_oauth_is_written_as_people_write_it() {
        for text in ["1.0", "1", "1.0a", "1.0A"] {
            assert_eq!(read(&format!("OAuthVersion={text}")).unwrap().version(), OAuthVersion::V1, "{text}");
        }
        let error = read("OAuthVersion=1.0;OAuthGrantType=CODE").unwrap().require_client_id().unwrap_err();
        assert!(error.to_string().contains("consumer key"), "{error}");
    }

    #[test]
    fn the_defaults_are_those_of_the_contract() {
        let properties = read("").unwrap();
        assert_eq!(properties.initiate(), InitiateOAuth::GetAndRefresh);
        assert_eq!(properties.version(), OAuthVersion::V2);
        assert_eq!(properties.callback.as_str(), "http://localhost:33333");
        assert!(
            matches!(properties.location, SettingsLocation::File(path) if path.ends_with("confluence/oauth.json"))
        );
    }

    #[test]
    fn every_bad_value_names_its_property_and_is_not_shown() {
        for property in [
            "InitiateOAuth=canary",
            "OAuthVersion=canary",
            "OAuthGrantType=canary",
            "OAuthAccessToken=canary with space",
            "Scope='a\"canary'",
            "OAuthSettingsLocation=canary://canary",
            "OAuthSettingsKey=canary",
            "CertificateStoreType=canary",
            "CallbackURL=canary",
            "OAuthExpiresIn=canary",
            "OAuthExpiresIn=-2",
            "OAuthTokenTimestamp=-1",
            "OAuthTokenTimestamp=canary",
            "OAuthTokenTimestamp=1767225600",
            "OAuthAccessTokenURL=canary",
        ] {
            let error = read(property).unwrap_err();
            assert_eq!(error.property(), property.split('=').next(), "{error}");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }

    #[test]
    fn too_many_scopes_are_refused() {
        let many: Vec<String> = (0..50).map(|n| format!("s{n}")).collect();
        assert_eq!(read(&format!("Scope={}", many.join(" "))).unwrap_err().property(), Some("Scope"));
    }

    #[test]
    fn debug_shows_no_secret() {
        let properties =
            read("OAuthClientSecret=canary;OAuthRefreshToken=canary;CertificateStore=canary").unwrap();
        assert!(!format!("{properties:?}").contains("canary"));
    }
}
