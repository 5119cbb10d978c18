//! Who may come in, and how the service turns the others away.

use std::collections::{BTreeSet, HashMap};

use super::addresses::Deployment;
use super::authorization::{Grants, TokenState};
use super::caller::Caller;
use super::clock::Timestamp;
use super::face::Face;
use super::listener::Listener;
use super::reply::Reply;
use super::request::Presented;

/// Long-lived credentials.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    secrets: HashMap<(String, String), Secret>,
    personal_access_tokens: HashMap<String, Secret>,
    /// Answer expired OAuth tokens with 404 and 403 in place of 401.
    disguise_expired: bool,
}

/// One API token, password or personal access token.
#[derive(Clone, Debug)]
pub(crate) struct Secret {
    pub(crate) account: String,
    /// `None` for a credential without scopes, which may do all that its owner may.
    pub(crate) scopes: Option<BTreeSet<String>>,
    pub(crate) revoked: bool,
}

impl Credentials {
    pub(crate) fn new(disguise_expired: bool) -> Self {
        Self { disguise_expired, ..Self::default() }
    }

    /// Adds an API token or a password.
    pub(crate) fn add(&mut self, user: &str, secret: &str, owner: Secret) {
        self.secrets.insert((user.to_owned(), secret.to_owned()), owner);
    }

    pub(crate) fn add_personal_access_token(&mut self, token: &str, account: &str) {
        let secret = Secret { account: account.to_owned(), scopes: None, revoked: false };
        self.personal_access_tokens.insert(token.to_owned(), secret);
    }

    /// Revokes whatever credentials hold this secret.
    #[allow(dead_code, reason = "for the sandbox of this project's own tests")]
    pub(crate) fn revoke(&mut self, secret: &str) {
        let pairs = self.secrets.iter_mut().filter(|((_, held), _)| held == secret);
        pairs.for_each(|(_, owner)| owner.revoked = true);
        if let Some(owner) = self.personal_access_tokens.get_mut(secret) {
            owner.revoked = true;
        }
    }

    /// Lets a request in, or says how it is refused.
    ///
    /// # Errors
    /// The answer of whatever stands in front of the service.
    pub(crate) fn admit(
        &self,
        (deployment, listener, face): (Deployment, Listener, Face),
        presented: &Presented,
        grants: &mut Grants,
        origin: &str,
        now: Timestamp,
    ) -> Result<Caller, Reply> {
        match (deployment, listener) {
            (Deployment::DataCenter, _) => match presented {
                Presented::Signed(signed) => grants.admit_signed(signed, origin, now),
                _ => self.admit_to_data_center(presented, grants, now),
            },
            (_, Listener::Gateway) => self.admit_to_gateway(face, presented, grants, now),
            _ => self.admit_to_site(face, presented),
        }
    }

    fn admit_to_site(&self, face: Face, presented: &Presented) -> Result<Caller, Reply> {
        let Presented::Basic { user, secret } = presented else {
            let nothing = *presented == Presented::Nothing;
            return Err(if nothing { face.disguised() } else { face.unauthorized() });
        };
        match self.secrets.get(&(user.clone(), secret.clone())) {
            None => Err(tomcat("Unauthorized").header("x-failure-category", "FAILURE_CLIENT_AUTH_MISMATCH")),
            Some(owner) if owner.scopes.is_some() => Err(tomcat("Unauthorized")),
            Some(owner) if owner.revoked => Err(face.disguised()),
            Some(owner) => Ok(owner.caller()),
        }
    }

    fn admit_to_gateway(
        &self,
        face: Face,
        presented: &Presented,
        grants: &Grants,
        now: Timestamp,
    ) -> Result<Caller, Reply> {
        match presented {
            Presented::Basic { user, secret } => match self.secrets.get(&(user.clone(), secret.clone())) {
                Some(owner) if !owner.revoked => Ok(owner.caller()),
                _ => Err(face.unauthorized()),
            },
            Presented::Bearer(token) => match grants.look_up(token, now) {
                TokenState::Valid { account, scopes } => {
                    Ok(Caller { account, oauth: true, scopes: Some(scopes) })
                }
                TokenState::Expired if self.disguise_expired => Err(face.disguised()),
                TokenState::Expired | TokenState::Unknown => Err(face.unauthorized()),
            },
            Presented::Nothing | Presented::Signed(_) | Presented::Unknown => Err(face.unauthorized()),
        }
    }

    fn admit_to_data_center(
        &self,
        presented: &Presented,
        grants: &Grants,
        now: Timestamp,
    ) -> Result<Caller, Reply> {
        let refused = || Err(Face::DataCenter.unauthorized());
        match presented {
            Presented::Basic { user, secret } => match self.secrets.get(&(user.clone(), secret.clone())) {
                Some(owner) if !owner.revoked => Ok(owner.caller()),
                _ => Err(tomcat("Basic Authentication Failure - Reason : AUTHENTICATED_FAILED")),
            },
            Presented::Bearer(token) => match self.personal_access_tokens.get(token) {
                Some(owner) if !owner.revoked => Ok(owner.caller()),
                Some(_) => refused(),
                None => match grants.look_up(token, now) {
                    TokenState::Valid { account, .. } => Ok(Caller { account, oauth: true, scopes: None }),
                    TokenState::Expired | TokenState::Unknown => refused(),
                },
            },
            Presented::Nothing | Presented::Signed(_) | Presented::Unknown => refused(),
        }
    }
}

impl Secret {
    fn caller(&self) -> Caller {
        Caller { account: self.account.clone(), oauth: false, scopes: self.scopes.clone() }
    }
}

/// The error page of the servlet container, which is no JSON.
fn tomcat(message: &str) -> Reply {
    Reply::html(401, &format!("HTTP Status 401 - {message}"))
        .header("www-authenticate", "OAuth realm=\"confluence\"")
}
