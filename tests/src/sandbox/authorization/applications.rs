//! The OAuth applications that every sandbox knows.

use std::collections::BTreeSet;

use super::super::person::ADMIN;
use super::super::published::all_scopes;
use super::grants::{Client, Consent, Grants};

/// Adds the applications, and the consent of the administrator.
pub(crate) fn settle(grants: &mut Grants) {
    grants.clients.extend(clients());
    grants.links.link("link", include_str!("../../../fixtures/certificates/public.pem"));
    grants.consent = Consent::Grant(ADMIN.account_id.to_owned());
}

fn clients() -> [Client; 3] {
    let redirects = || ["http://localhost:33333", "http://127.0.0.1:33333"].map(str::to_owned).to_vec();
    let client = |id: &str, secret: Option<&str>| Client {
        id: id.to_owned(),
        secret: secret.map(str::to_owned),
        redirect_uris: redirects(),
        service_account: None,
        scopes: BTreeSet::new(),
    };
    let service = Client {
        service_account: Some(ADMIN.account_id.to_owned()),
        scopes: all_scopes(),
        ..client("service", Some("service-secret"))
    };
    [client("app", Some("app-secret")), client("public-app", None), service]
}
