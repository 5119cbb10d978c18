//! The endpoints: authorize, token, accessible resources, tenant info.

use std::collections::BTreeSet;

use http::Method;
use serde_json::{Value, json};

use super::super::addresses::{Addresses, Deployment};
use super::super::clock::Timestamp;
use super::super::listener::Listener;
use super::super::reply::Reply;
use super::super::request::{Presented, Request};
use super::grants::{Code, Consent, Grants, Issued, RefreshRefusal, TokenState};
use super::{pkce, servlets};

/// An endpoint beside the APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Authorize,
    Token,
    AccessibleResources,
    TenantInfo,
    /// Of OAuth 1.0a.
    RequestToken,
    ConfirmToken,
    AccessToken,
}

impl Endpoint {
    /// The name under which it is counted.
    pub(crate) fn operation(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Token => "token",
            Self::AccessibleResources => "accessibleResources",
            Self::TenantInfo => "tenantInfo",
            Self::RequestToken => "requestToken",
            Self::ConfirmToken => "confirmToken",
            Self::AccessToken => "accessToken",
        }
    }
}

/// The endpoint at a path of a listener, if there is one.
pub(crate) fn endpoint(site: &Addresses, listener: Listener, request: &Request<'_>) -> Option<Endpoint> {
    let path = request.path.as_str();
    let found = match (site.deployment, listener) {
        (Deployment::Cloud, Listener::Authorization) => match path {
            "/authorize" => Endpoint::Authorize,
            "/oauth/token" => Endpoint::Token,
            _ => return None,
        },
        (Deployment::Cloud, Listener::Gateway) if path == "/oauth/token/accessible-resources" => {
            Endpoint::AccessibleResources
        }
        (Deployment::Cloud, Listener::Site) if path == "/_edge/tenant_info" => Endpoint::TenantInfo,
        (Deployment::DataCenter, Listener::Site) => match path.strip_prefix(&site.context)? {
            "/rest/oauth2/latest/authorize" => Endpoint::Authorize,
            "/rest/oauth2/latest/token" => Endpoint::Token,
            "/plugins/servlet/oauth/request-token" => Endpoint::RequestToken,
            "/plugins/servlet/oauth/authorize" => Endpoint::ConfirmToken,
            "/plugins/servlet/oauth/access-token" => Endpoint::AccessToken,
            _ => return None,
        },
        _ => return None,
    };
    Some(found)
}

/// Serves an endpoint.
pub(crate) fn serve(
    endpoint: Endpoint,
    grants: &mut Grants,
    site: &Addresses,
    request: &Request<'_>,
    now: Timestamp,
) -> Reply {
    match endpoint {
        Endpoint::Authorize => authorize(grants, site, request, now),
        Endpoint::AccessibleResources => accessible_resources(grants, site, request, now),
        Endpoint::TenantInfo => Reply::ok(&json!({"cloudId": site.cloud_id})),
        Endpoint::RequestToken => servlets::request_token(grants, site, request, now),
        Endpoint::ConfirmToken => servlets::authorize(grants, request),
        Endpoint::AccessToken => servlets::access_token(grants, site, request, now),
        Endpoint::Token => match token(grants, site, request, now) {
            Ok(answer) => Reply::ok(&answer).header("cache-control", "no-store"),
            Err(refusal) => {
                grants.counts.refused += 1;
                refusal
            }
        },
    }
}

/// The consent screen, answered at once in the name of the user at it.
fn authorize(grants: &mut Grants, site: &Addresses, request: &Request<'_>, now: Timestamp) -> Reply {
    let parameter = |name: &str| request.query(name).unwrap_or_default().to_owned();
    let redirect_uri = parameter("redirect_uri");
    let Some(client) = grants.client(&parameter("client_id")) else {
        return Reply::html(400, "Unknown client_id");
    };
    if !client.redirect_uris.contains(&redirect_uri) {
        return Reply::html(400, "The redirect_uri does not match the one registered for this application");
    }
    let Ok(mut back) = url::Url::parse(&redirect_uri) else {
        return Reply::html(400, "Invalid redirect_uri");
    };
    let scopes = scopes(&parameter("scope"));
    let challenge = request.query("code_challenge").map(str::to_owned);
    let problem = problem(client.secret.is_none(), site, request, &client.scopes, &scopes);
    let account = match (&grants.consent, problem) {
        (_, Some((error, description))) => Err((error, description)),
        (Consent::Deny, None) => Err(("access_denied", "User did not authorize the request".to_owned())),
        (Consent::Grant(account), None) => Ok(account.clone()),
    };
    match account {
        Err((error, description)) => {
            back.query_pairs_mut().append_pair("error", error).append_pair("error_description", &description);
        }
        Ok(account) => {
            let client = client.id.clone();
            let code =
                grants.issue_code(Code { client, redirect_uri, scopes, challenge, account, issued: now });
            back.query_pairs_mut().append_pair("code", &code);
        }
    }
    back.query_pairs_mut().append_pair("state", &parameter("state"));
    Reply::redirect(back)
}

fn problem(
    public: bool,
    site: &Addresses,
    request: &Request<'_>,
    enabled: &BTreeSet<String>,
    asked: &BTreeSet<String>,
) -> Option<(&'static str, String)> {
    if request.query("response_type") != Some("code") {
        return Some(("unsupported_response_type", "response_type must be code".to_owned()));
    }
    if site.deployment == Deployment::Cloud && request.query("audience") != Some("api.atlassian.com") {
        return Some(("invalid_request", "audience must be api.atlassian.com".to_owned()));
    }
    if request.query("code_challenge").is_some() && request.query("code_challenge_method") != Some("S256") {
        return Some(("invalid_request", "code_challenge_method must be S256".to_owned()));
    }
    if public && request.query("code_challenge").is_none() {
        return Some(("invalid_request", "a public client needs a code_challenge".to_owned()));
    }
    let known =
        |scope: &&String| enabled.is_empty() || *scope == "offline_access" || enabled.contains(*scope);
    match asked.iter().find(|scope| !known(scope)) {
        Some(scope) => Some(("invalid_scope", format!("scope {scope} is not enabled for this application"))),
        None => None,
    }
}

fn token(
    grants: &mut Grants,
    site: &Addresses,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Value, Reply> {
    if request.method != Method::POST {
        return Err(Reply::json(405, &json!({"error": "invalid_request", "error_description": "use POST"})));
    }
    let form = request.form();
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let client = authenticated(grants, request, &field)?;
    match field("grant_type") {
        "authorization_code" => exchange(grants, site, &client, &field, now),
        "refresh_token" => refresh(grants, site, &client, &field, now),
        "client_credentials" => client_credentials(grants, site, &client, &field, now),
        other => Err(refusal(400, "unsupported_grant_type", &format!("Unsupported grant type: {other}"))),
    }
}

fn authenticated<'f>(
    grants: &Grants,
    request: &Request<'_>,
    field: &impl Fn(&str) -> &'f str,
) -> Result<String, Reply> {
    let (id, secret) = match request.presented() {
        Presented::Basic { user, secret } => (user, secret),
        _ => (field("client_id").to_owned(), field("client_secret").to_owned()),
    };
    let wrong = || refusal(401, "invalid_client", "Unauthorized");
    let client = grants.client(&id).ok_or_else(wrong)?;
    if client.secret.as_ref().is_some_and(|expected| *expected != secret) {
        return Err(wrong());
    }
    Ok(id)
}

fn exchange<'f>(
    grants: &mut Grants,
    site: &Addresses,
    client: &str,
    field: &impl Fn(&str) -> &'f str,
    now: Timestamp,
) -> Result<Value, Reply> {
    let invalid = |text: &str| {
        refusal(if site.deployment == Deployment::Cloud { 403 } else { 400 }, "invalid_grant", text)
    };
    let code = grants.take_code(field("code"), now).ok_or_else(|| invalid("Invalid authorization code"))?;
    if code.client != client || code.redirect_uri != field("redirect_uri") {
        return Err(invalid("Invalid authorization code"));
    }
    if code.challenge.as_ref().is_some_and(|challenge| !pkce::proves(field("code_verifier"), challenge)) {
        return Err(invalid("Failed to verify code verifier"));
    }
    grants.counts.authorization_code += 1;
    let renewable = site.deployment == Deployment::DataCenter || code.scopes.contains("offline_access");
    let issued = grants.begin(code, renewable, now);
    Ok(answer(&issued, site))
}

fn refresh<'f>(
    grants: &mut Grants,
    site: &Addresses,
    client: &str,
    field: &impl Fn(&str) -> &'f str,
    now: Timestamp,
) -> Result<Value, Reply> {
    let checked = (site.deployment == Deployment::DataCenter).then(|| field("redirect_uri"));
    let issued = grants.refresh(field("refresh_token"), client, checked, now).map_err(|why| {
        match (site.deployment, why) {
            (Deployment::DataCenter, _) => refusal(400, "invalid_grant", "The provided grant is invalid"),
            (_, RefreshRefusal::Ended) => refusal(403, "unauthorized_client", "refresh_token is invalid"),
            _ => refusal(403, "invalid_grant", "Unknown or invalid refresh token."),
        }
    })?;
    grants.counts.refresh_token += 1;
    Ok(answer(&issued, site))
}

fn client_credentials<'f>(
    grants: &mut Grants,
    site: &Addresses,
    client: &str,
    field: &impl Fn(&str) -> &'f str,
    now: Timestamp,
) -> Result<Value, Reply> {
    let found = grants.client(client).and_then(|it| Some((it.service_account.clone()?, it.scopes.clone())));
    let Some((account, enabled)) = found else {
        return Err(refusal(
            403,
            "unauthorized_client",
            "Grant type 'client_credentials' not allowed for the client.",
        ));
    };
    let asked = scopes(field("scope"));
    let granted = if site.deployment == Deployment::Cloud || asked.is_empty() { enabled } else { asked };
    grants.counts.client_credentials += 1;
    let issued = grants.issue_alone(account, granted, now);
    Ok(answer(&issued, site))
}

/// Cloud's answers carry no `token_type`; Data Center's do.
fn answer(issued: &Issued, site: &Addresses) -> Value {
    let mut answer = json!({"access_token": issued.access_token, "expires_in": issued.expires_in});
    if let Some(refresh) = &issued.refresh_token {
        answer["refresh_token"] = json!(refresh);
    }
    let scope = issued.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    answer["scope"] = json!(scope);
    if site.deployment == Deployment::DataCenter {
        answer["token_type"] = json!("bearer");
    }
    answer
}

fn accessible_resources(grants: &Grants, site: &Addresses, request: &Request<'_>, now: Timestamp) -> Reply {
    let Presented::Bearer(token) = request.presented() else { return unauthorized() };
    match grants.look_up(&token, now) {
        TokenState::Valid { scopes, .. } => {
            let scopes: Vec<_> = scopes.into_iter().filter(|scope| scope != "offline_access").collect();
            let mine = json!({"id": site.cloud_id, "url": site.site, "name": "sandbox", "scopes": scopes, "avatarUrl": ""});
            let other = json!({
                "id": "00000000-0000-4000-8000-000000000000", "url": "https://other-site.atlassian.net",
                "name": "other-site", "scopes": scopes, "avatarUrl": "",
            });
            Reply::ok(&json!([other, mine]))
        }
        TokenState::Expired | TokenState::Unknown => unauthorized(),
    }
}

fn unauthorized() -> Reply {
    Reply::json(401, &json!({"code": 401, "message": "Unauthorized"}))
}

fn refusal(status: u16, error: &str, description: &str) -> Reply {
    Reply::json(status, &json!({"error": error, "error_description": description}))
}

fn scopes(text: &str) -> BTreeSet<String> {
    text.split([' ', ',']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}
