//! The authorization server that this sandbox does not have: no token of OAuth is known.

use std::collections::BTreeSet;

use super::addresses::Addresses;
use super::caller::Caller;
use super::clock::Timestamp;
use super::listener::Listener;
use super::reply::Reply;
use super::request::Request;
use super::signed::Signed;

/// Tokens that were issued: none.
#[derive(Debug)]
pub(crate) struct Grants;

/// What is known of an access token.
#[derive(Debug)]
#[allow(dead_code, reason = "for the sandbox of this project's own tests")]
pub(crate) enum TokenState {
    Valid { account: String, scopes: BTreeSet<String> },
    Expired,
    Unknown,
}

/// An endpoint of an authorization server: there is none.
#[derive(Debug)]
pub(crate) enum Endpoint {}

impl Grants {
    pub(crate) fn look_up(&self, _: &str, _: Timestamp) -> TokenState {
        TokenState::Unknown
    }

    pub(crate) fn admit_signed(&mut self, signed: &Signed, _: &str, _: Timestamp) -> Result<Caller, Reply> {
        match *signed {}
    }
}

impl Endpoint {
    pub(crate) fn operation(&self) -> &'static str {
        match *self {}
    }
}

pub(crate) fn endpoint(_: &Addresses, _: Listener, _: &Request<'_>) -> Option<Endpoint> {
    None
}

pub(crate) fn serve(
    endpoint: Endpoint,
    _: &mut Grants,
    _: &Addresses,
    _: &Request<'_>,
    _: Timestamp,
) -> Reply {
    match endpoint {}
}
