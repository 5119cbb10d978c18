//! One session for each of many users, in a process that serves them all.

use std::sync::Arc;

use super::{Session, Setup};
use crate::error::{Error, Result};
use crate::exchange::HttpExchange;
use crate::properties::{Callback, GrantType, InitiateOAuth, Lifetime, OAuthProperties};
use crate::store::EntryKey;

impl Session {
    /// The session of one user among many: the same application, store and network, and tokens of their own.
    ///
    /// `principal` is what the tokens are filed under, such as a verified issuer and subject. Nothing that the
    /// connection string holds for one user goes along: no token, no verifier, no prompt.
    ///
    /// # Errors
    /// The principal is empty, under which the operator's own login is filed; or the connection string gives every user the
    /// same grant: `InitiateOAuth=OFF`, or `OAuthGrantType=CLIENT`.
    pub fn for_principal(&self, principal: &str) -> Result<Self> {
        let of = &*self.0;
        if principal.is_empty() {
            let why = "is empty, and names nobody: it must be what the user was verified as";
            return Err(Error::config("principal", why));
        }
        if of.properties.initiate == InitiateOAuth::Off {
            let why = "OFF is one token for everybody; GETANDREFRESH lets each user have their own";
            return Err(Error::config("InitiateOAuth", why));
        }
        if of.properties.grant == GrantType::ClientCredentials {
            let why = "CLIENT is one account for everybody; CODE lets each user have their own";
            return Err(Error::config("OAuthGrantType", why));
        }
        let key = of.key.for_principal(principal);
        let properties = of.properties.of_nobody();
        Ok(Self::of(Setup { properties, key, prompt: None, ..of.setup.clone() }))
    }

    /// The same session over an exchange that is put around its own, to count requests for tokens for example. Its state in
    /// memory is its own from then on, so it is for a session that is not used yet.
    #[must_use]
    pub fn map_exchange(&self, wrap: impl FnOnce(Arc<dyn HttpExchange>) -> Arc<dyn HttpExchange>) -> Self {
        let of = &*self.0;
        let wrapped = Self::of(Setup { http: wrap(of.http.clone()), ..of.setup.clone() });
        if let Some(token) = of.peek() {
            wrapped.0.adopt(&token);
        }
        wrapped
    }

    /// Who obtains and who refreshes the token.
    #[must_use]
    pub fn initiate(&self) -> InitiateOAuth {
        self.0.properties.initiate
    }

    /// Where a login's browser returns to.
    #[must_use]
    pub fn callback(&self) -> &Callback {
        &self.0.properties.callback
    }
}

impl EntryKey {
    fn for_principal(&self, principal: &str) -> Self {
        Self::new(self.issuer(), self.client_id(), self.site(), self.oauth(), principal)
    }
}

impl OAuthProperties {
    /// The same without what belongs to one user.
    fn of_nobody(&self) -> Self {
        Self {
            access_token: None,
            access_token_secret: None,
            refresh_token: None,
            lifetime: Lifetime::Unknown,
            verifier: None,
            auth_token: None,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConnectionString, SessionOptions};

    fn session(text: &str) -> Session {
        let mut string = ConnectionString::parse(text).unwrap();
        Session::open(SessionOptions::take_from(&mut string).unwrap()).unwrap()
    }

    const APP: &str = "URL=https://x.atlassian.net;OAuthClientId=a;OAuthClientSecret=s;\
                       OAuthSettingsLocation=memory://principals";

    #[tokio::test]
    async fn nothing_of_one_user_goes_to_another() {
        let text = format!("{APP};OAuthAccessToken=canary;OAuthRefreshToken=canary;OAuthVerifier=canary");
        let one = session(&text).for_principal("one").unwrap();
        assert_eq!(one.key().principal(), "one");
        let status = one.status().await.unwrap();
        assert!(!status.has_access_token && !status.refreshable);
    }

    #[test]
    fn nobody_is_not_the_operator() {
        let error = session(APP).for_principal("").unwrap_err();
        assert_eq!((error.kind(), error.property()), (crate::ErrorKind::Config, Some("principal")));
    }

    #[test]
    fn a_grant_for_everybody_is_no_grant_of_one() {
        let service = session(&format!("{APP};OAuthGrantType=CLIENT")).for_principal("one").unwrap_err();
        assert_eq!(service.property(), Some("OAuthGrantType"));
        let given = "URL=https://x.atlassian.net;InitiateOAuth=OFF;OAuthAccessToken=t";
        assert_eq!(session(given).for_principal("one").unwrap_err().property(), Some("InitiateOAuth"));
    }
}
