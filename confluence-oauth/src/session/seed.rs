//! Tokens of the connection string: they seed the store once and never override what grew from them.

use super::Inner;
use super::token::AccessToken;
use crate::clock::{Milliseconds, milliseconds};
use crate::properties::{GrantType, InitiateOAuth, Lifetime, OAuthProperties, OAuthVersion};
use crate::secret::{Fingerprint, Secret};
use crate::store::Record;

impl Inner {
    /// Whether it is the access token of the connection string.
    pub(crate) fn is_given(&self, token: &AccessToken) -> bool {
        let given = AccessToken::of(&self.properties.as_record()).ok().flatten();
        given.is_some_and(|given| given.is(token.header()))
    }

    /// Whether it is that one, and nothing but a login brings another.
    pub(super) fn only_a_login_follows(&self, token: &AccessToken) -> bool {
        let by_itself = self.properties.given_refresh_token().is_some()
            || self.properties.grant == GrantType::ClientCredentials;
        self.properties.version == OAuthVersion::V2 && !by_itself && self.is_given(token)
    }
}

impl OAuthProperties {
    /// The refresh token, where one is used: OAuth 1.0a and service accounts have none.
    pub(super) fn given_refresh_token(&self) -> Option<&Secret> {
        let has_any = self.version == OAuthVersion::V2 && self.grant == GrantType::AuthorizationCode;
        self.refresh_token.as_ref().filter(|_| has_any)
    }

    /// The token that the store is seeded with.
    fn seed_token(&self) -> Option<&Secret> {
        self.given_refresh_token().or(self.access_token.as_ref())
    }

    pub(crate) fn seed_fingerprint(&self) -> Option<Fingerprint> {
        self.seed_token().map(Secret::fingerprint)
    }

    /// Whether there is an access token and nothing that could obtain another: each request to do so is one of an application.
    pub(super) fn only_uses_what_is_given(&self) -> bool {
        self.access_token.is_some() && self.client_id.is_none()
    }

    /// Puts the string's tokens into the record, unless they were there before; whether it did so.
    pub(super) fn seed_into(&self, record: &mut Record, now: Milliseconds) -> bool {
        let Some(fingerprint) = self.seed_fingerprint() else {
            return false;
        };
        if record.seeds.ends_with(&fingerprint) {
            return false;
        }
        // A refresh token that is used again may end its grant (RFC 9700, section 4.14.2); an access token is as good as it was,
        // but no token of before a login, or a logout, comes back.
        if record.seeds.has(&fingerprint) && (self.given_refresh_token().is_some() || !record.seeded) {
            let property = self.given_refresh_token().map_or("OAuthAccessToken", |_| "OAuthRefreshToken");
            tracing::warn!(
                "{property} was used before another one, or before a login, and is not used again"
            );
            return false;
        }
        *record = Record {
            version: record.version,
            pending: std::mem::take(&mut record.pending),
            unknown: std::mem::take(&mut record.unknown),
            seeds: std::mem::take(&mut record.seeds),
            verifiers: std::mem::take(&mut record.verifiers),
            ..self.as_record()
        };
        record.granted_at_ms = Some(now);
        record.seeded = true;
        record.seeds.extend([fingerprint]);
        true
    }

    /// The string's tokens as a record.
    pub(super) fn as_record(&self) -> Record {
        let refresh_token = self.given_refresh_token().cloned();
        let refreshable = refresh_token.is_some() && self.initiate != InitiateOAuth::Off;
        Record {
            access_token: self.access_token.clone(),
            refresh_token,
            token_secret: self.access_token_secret.clone(),
            ..Record::default()
        }
        .living(self.lifetime, refreshable)
    }
}

impl Record {
    /// The same with the lifetime of a token that was brought from elsewhere.
    pub(crate) fn living(self, lifetime: Lifetime, refreshable: bool) -> Self {
        let (expires_in, issued_at_ms) = match lifetime {
            Lifetime::Unlimited => (Some(-1), None),
            Lifetime::Seconds { seconds, issued_at } => {
                (Some(i64::try_from(seconds).unwrap_or(i64::MAX)), Some(milliseconds(issued_at)))
            }
            // Of a token whose end is unknown nothing is believed if it can be refreshed.
            Lifetime::Unknown => (refreshable.then_some(0), None),
        };
        Self { expires_in, issued_at_ms, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection_string::ConnectionString;

    fn properties(text: &str) -> OAuthProperties {
        OAuthProperties::take_from(&mut ConnectionString::parse(text).unwrap()).unwrap()
    }

    fn seeded(text: &str, record: &mut Record) -> bool {
        properties(text).seed_into(record, 1)
    }

    #[test]
    fn the_same_token_never_overrides_what_grew_from_it() {
        let mut record = Record::default();
        assert!(seeded("OAuthRefreshToken=one", &mut record));
        record.refresh_token = Some(Secret::new("rotated"));
        assert!(!seeded("OAuthRefreshToken=one", &mut record));
        assert_eq!(record.refresh_token.as_ref().unwrap().expose(), "rotated");
        assert!(seeded("OAuthRefreshToken=two", &mut record));
        assert_eq!(record.refresh_token.as_ref().unwrap().expose(), "two");
        assert!(
            !seeded("OAuthRefreshToken=one", &mut record),
            "going back replays no token that was used up"
        );
        assert_eq!(record.refresh_token.as_ref().unwrap().expose(), "two");
    }

    #[test]
    fn an_access_token_is_not_used_up_and_counts_again() {
        let mut record = Record::default();
        for token in ["one", "two", "one"] {
            assert!(seeded(&format!("OAuthAccessToken={token}"), &mut record));
            assert_eq!(record.access_token.as_ref().unwrap().expose(), token);
        }
    }

    #[test]
    fn a_token_of_before_a_login_does_not_come_back() {
        let mut record = Record::default();
        for token in ["one", "two"] {
            assert!(seeded(&format!("OAuthAccessToken={token}"), &mut record));
        }
        // As a login leaves it.
        let of_login =
            Record { refresh_token: Some(Secret::new("login")), seeds: record.seeds, ..Record::default() };
        let mut record = of_login;
        for token in ["one", "two"] {
            assert!(!seeded(&format!("OAuthAccessToken={token}"), &mut record), "{token}");
        }
        assert_eq!(record.refresh_token.as_ref().unwrap().expose(), "login");
        assert!(seeded("OAuthAccessToken=three", &mut record), "a new one is meant");
    }

    #[test]
    fn a_refresh_token_seeds_nothing_where_there_are_none() {
        for text in ["OAuthVersion=1.0", "OAuthGrantType=CLIENT"] {
            let mut record = Record { access_token: Some(Secret::new("kept")), ..Record::default() };
            assert!(!seeded(&format!("{text};OAuthRefreshToken=one"), &mut record), "{text}");
            assert_eq!(record.access_token.as_ref().unwrap().expose(), "kept", "{text}");
            assert!(seeded(&format!("{text};OAuthRefreshToken=one;OAuthAccessToken=a"), &mut record));
            assert!(record.refresh_token.is_none() && record.expires_in.is_none(), "{text}");
        }
    }

    #[test]
    fn without_lifetime_or_timestamp_a_renewable_token_is_refreshed_at_once() {
        let expires = |text: &str| properties(text).as_record().expires_in;
        assert_eq!(expires("OAuthAccessToken=a;OAuthRefreshToken=r"), Some(0));
        assert_eq!(expires("OAuthAccessToken=a;OAuthRefreshToken=r;OAuthExpiresIn=3600"), Some(0));
        let dated = "OAuthAccessToken=a;OAuthRefreshToken=r;OAuthExpiresIn=3600;OAuthTokenTimestamp=5";
        assert_eq!(expires(dated), Some(3600));
        assert_eq!(expires("OAuthAccessToken=a"), None);
        assert_eq!(expires("OAuthAccessToken=a;OAuthRefreshToken=r;OAuthExpiresIn=-1"), Some(-1));
    }
}
