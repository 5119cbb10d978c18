//! Clients, codes, token families, and the rules of rotation.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use super::super::caller::Caller;
use super::super::clock::Timestamp;
use super::super::reply::Reply;
use super::super::signed::Signed;
use super::links::Links;

/// What an authorization server grants and for how long.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) code_lifetime: Duration,
    pub(crate) access_lifetime: Duration,
    /// How long a rotated refresh token is forgiven.
    pub(crate) reuse_leeway: Duration,
    /// The whole family ends this long after consent.
    pub(crate) family_lifetime: Duration,
    pub(crate) rotates: bool,
}

/// A registered application.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    /// `None` for a public client, which must prove possession by PKCE.
    pub(crate) secret: Option<String>,
    pub(crate) redirect_uris: Vec<String>,
    /// Set for a service account: the account that its client credentials stand for.
    pub(crate) service_account: Option<String>,
    /// The scopes enabled for it; empty allows all.
    pub(crate) scopes: BTreeSet<String>,
}

/// What the user at the consent screen does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    /// Grants, as this account.
    Grant(String),
    /// Declines.
    Deny,
}

/// How often each grant was made, and how often refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GrantCounts {
    /// Codes exchanged.
    pub authorization_code: u64,
    /// Refresh tokens exchanged.
    pub refresh_token: u64,
    /// Client credentials exchanged.
    pub client_credentials: u64,
    /// Temporary tokens of OAuth 1.0a.
    pub temporary_token: u64,
    /// Verifiers of OAuth 1.0a exchanged.
    pub verifier: u64,
    /// Session handles of OAuth 1.0a exchanged.
    pub session_handle: u64,
    /// Requests to the token endpoint that were refused.
    pub refused: u64,
    /// Refresh tokens that came in again after the leeway and ended their family.
    pub replayed: u64,
}

/// A pending authorization code.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) client: String,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) challenge: Option<String>,
    pub(crate) account: String,
    pub(crate) issued: Timestamp,
}

/// Everything that comes from one consent.
#[derive(Clone, Debug)]
struct Family {
    client: String,
    account: String,
    scopes: BTreeSet<String>,
    redirect_uri: String,
    current: String,
    /// Rotated refresh tokens and when that happened.
    rotated: HashMap<String, Timestamp>,
    consented: Timestamp,
    revoked: bool,
}

#[derive(Clone, Debug)]
struct Access {
    account: String,
    scopes: BTreeSet<String>,
    family: Option<u64>,
    expires: Timestamp,
}

/// What an access token is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TokenState {
    Valid { account: String, scopes: BTreeSet<String> },
    Expired,
    Unknown,
}

/// A fresh answer of the token endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) expires_in: u64,
}

/// Why a refresh token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefreshRefusal {
    Unknown,
    Ended,
    OtherClient,
    OtherRedirect,
}

/// The state of an authorization server.
#[derive(Debug)]
pub(crate) struct Grants {
    pub(crate) policy: Policy,
    pub(crate) clients: Vec<Client>,
    pub(crate) consent: Consent,
    pub(crate) counts: GrantCounts,
    /// The consumers of OAuth 1.0a.
    pub(crate) links: Links,
    codes: HashMap<String, Code>,
    families: HashMap<u64, Family>,
    access: HashMap<String, Access>,
    last_family: u64,
}

impl Grants {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            links: Links::new(policy.access_lifetime),
            policy,
            clients: Vec::new(),
            consent: Consent::Deny,
            counts: GrantCounts::default(),
            codes: HashMap::new(),
            families: HashMap::new(),
            access: HashMap::new(),
            last_family: 0,
        }
    }

    pub(crate) fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    pub(crate) fn issue_code(&mut self, code: Code) -> String {
        let text = random("code");
        self.codes.insert(text.clone(), code);
        text
    }

    /// Takes a code, which works once and only for its lifetime.
    pub(crate) fn take_code(&mut self, code: &str, now: Timestamp) -> Option<Code> {
        let lifetime = self.policy.code_lifetime;
        self.codes.remove(code).filter(|code| now < code.issued.after(lifetime))
    }

    /// Starts a family, as a consent does.
    pub(crate) fn begin(&mut self, code: Code, renewable: bool, now: Timestamp) -> Issued {
        self.last_family += 1;
        let family = Family {
            client: code.client,
            account: code.account,
            scopes: code.scopes,
            redirect_uri: code.redirect_uri,
            current: random("refresh"),
            rotated: HashMap::new(),
            consented: now,
            revoked: false,
        };
        let refresh = renewable.then(|| family.current.clone());
        let (account, scopes) = (family.account.clone(), family.scopes.clone());
        self.families.insert(self.last_family, family);
        self.issue(account, scopes, Some(self.last_family), refresh, now)
    }

    /// A token without a family, as client credentials give it.
    pub(crate) fn issue_alone(
        &mut self,
        account: String,
        scopes: BTreeSet<String>,
        now: Timestamp,
    ) -> Issued {
        self.issue(account, scopes, None, None, now)
    }

    /// Exchanges a refresh token; a rotated one is forgiven within the leeway and ends its family after it.
    pub(crate) fn refresh(
        &mut self,
        token: &str,
        client: &str,
        redirect_uri: Option<&str>,
        now: Timestamp,
    ) -> Result<Issued, RefreshRefusal> {
        let holds = |family: &Family| family.current == token || family.rotated.contains_key(token);
        let found = self.families.iter_mut().find(|(_, family)| holds(family));
        let (id, family) = found.ok_or(RefreshRefusal::Unknown)?;
        if family.client != client {
            return Err(RefreshRefusal::OtherClient);
        }
        if redirect_uri.is_some_and(|uri| uri != family.redirect_uri) {
            return Err(RefreshRefusal::OtherRedirect);
        }
        let late = family.rotated.get(token).is_some_and(|at| now > at.after(self.policy.reuse_leeway));
        if late && !family.revoked {
            family.revoked = true;
            self.counts.replayed += 1;
        }
        if family.revoked || now >= family.consented.after(self.policy.family_lifetime) {
            return Err(RefreshRefusal::Ended);
        }
        let refresh = if self.policy.rotates { family.rotate(now) } else { family.current.clone() };
        let (id, account, scopes) = (*id, family.account.clone(), family.scopes.clone());
        Ok(self.issue(account, scopes, Some(id), Some(refresh), now))
    }

    fn issue(
        &mut self,
        account: String,
        scopes: BTreeSet<String>,
        family: Option<u64>,
        refresh_token: Option<String>,
        now: Timestamp,
    ) -> Issued {
        let access_token = random("access");
        let expires = now.after(self.policy.access_lifetime);
        self.access.insert(access_token.clone(), Access { account, scopes: scopes.clone(), family, expires });
        Issued { access_token, refresh_token, scopes, expires_in: self.policy.access_lifetime.as_secs() }
    }

    /// What an access token is worth now.
    pub(crate) fn look_up(&self, token: &str, now: Timestamp) -> TokenState {
        let Some(access) = self.access.get(token) else { return TokenState::Unknown };
        let ended = access.family.and_then(|family| self.families.get(&family)).is_some_and(|it| it.revoked);
        match ended || now >= access.expires {
            true => TokenState::Expired,
            false => TokenState::Valid { account: access.account.clone(), scopes: access.scopes.clone() },
        }
    }

    /// Ends every family and every token.
    pub(crate) fn revoke_all(&mut self) {
        self.links.revoke_all();
        self.families.values_mut().for_each(|family| family.revoked = true);
        self.access.values_mut().for_each(|access| access.expires = Timestamp(0));
    }
}

impl Family {
    fn rotate(&mut self, now: Timestamp) -> String {
        let next = random("refresh");
        let spent = std::mem::replace(&mut self.current, next.clone());
        self.rotated.insert(spent, now);
        next
    }
}

pub(super) fn random(kind: &str) -> String {
    format!("{kind}-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..))
}

impl Grants {
    /// Lets a request in that is signed as OAuth 1.0a does, or says how it is refused.
    pub(crate) fn admit_signed(
        &mut self,
        signed: &Signed,
        origin: &str,
        now: Timestamp,
    ) -> Result<Caller, Reply> {
        let account = self.links.verify(signed, origin, now).and_then(|consumer| {
            let token = signed.get("oauth_token").ok_or("parameter_absent")?;
            self.links.account(&consumer, token, now)
        });
        match account {
            Ok(account) => Ok(Caller { account, oauth: true, scopes: None }),
            Err(problem) => Err(problem.reply()),
        }
    }
}
