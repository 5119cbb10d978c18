//! The servlets of OAuth 1.0a below `/plugins/servlet/oauth`.

use super::super::addresses::Addresses;
use super::super::clock::Timestamp;
use super::super::reply::Reply;
use super::super::request::{Presented, Request};
use super::super::signed::{Signed, encoded};
use super::grants::{Consent, Grants};
use super::links::{Problem, Token};

/// `request-token`: a temporary token.
pub(super) fn request_token(
    grants: &mut Grants,
    site: &Addresses,
    request: &Request<'_>,
    now: Timestamp,
) -> Reply {
    let begun = signed(request).and_then(|signed| {
        let consumer = grants.links.verify(&signed, &site.site, now)?;
        let callback = signed.get("oauth_callback").ok_or("parameter_absent")?;
        Ok(grants.links.begin(consumer, callback))
    });
    match begun {
        Ok(token) => {
            grants.counts.temporary_token += 1;
            form(&[
                ("oauth_token", &token),
                ("oauth_token_secret", "temporary-secret"),
                ("oauth_callback_confirmed", "true"),
            ])
        }
        Err(problem) => refused(grants, &problem),
    }
}

/// `authorize`: the consent screen, which shows the verifier where there is no callback.
pub(super) fn authorize(grants: &mut Grants, request: &Request<'_>) -> Reply {
    let account = match &grants.consent {
        Consent::Grant(account) => Some(account.clone()),
        Consent::Deny => None,
    };
    let token = request.query("oauth_token").unwrap_or_default();
    let Some((callback, verifier)) = grants.links.decide(token, account.as_deref()) else {
        return Reply::html(400, "The request token is unknown or was used");
    };
    let verifier = verifier.as_deref().unwrap_or("denied");
    match url::Url::parse(&callback) {
        Ok(mut back) if callback != "oob" => {
            back.query_pairs_mut().append_pair("oauth_token", token).append_pair("oauth_verifier", verifier);
            Reply::redirect(back)
        }
        _ => Reply::html(200, &format!("Your verification code is '{verifier}'")),
    }
}

/// `access-token`: a token for a verifier, or for a session handle.
pub(super) fn access_token(
    grants: &mut Grants,
    site: &Addresses,
    request: &Request<'_>,
    now: Timestamp,
) -> Reply {
    let granted = signed(request).and_then(|signed| {
        let consumer = grants.links.verify(&signed, &site.site, now)?;
        let token = signed.get("oauth_token").ok_or("parameter_absent")?;
        match signed.get("oauth_session_handle") {
            Some(handle) => Ok((true, grants.links.refresh(&consumer, token, handle, now)?)),
            None => Ok((false, grants.links.exchange(&consumer, token, signed.get("oauth_verifier"), now)?)),
        }
    });
    match granted {
        Ok((refreshed, token)) => {
            *(if refreshed { &mut grants.counts.session_handle } else { &mut grants.counts.verifier }) += 1;
            answer(&token, grants.links.renewable)
        }
        Err(problem) => refused(grants, &problem),
    }
}

fn signed(request: &Request<'_>) -> Result<Signed, Problem> {
    match request.presented() {
        Presented::Signed(signed) => Ok(*signed),
        _ => Err("parameter_absent".into()),
    }
}

fn answer(token: &Token, renewable: bool) -> Reply {
    let (expires, session) = (token.expires_in.to_string(), token.session_expires_in.to_string());
    let mut pairs = vec![
        ("oauth_token", token.token.as_str()),
        ("oauth_token_secret", "token-secret"),
        ("oauth_expires_in", &expires),
    ];
    if renewable {
        pairs.push(("oauth_session_handle", &token.handle));
        pairs.push(("oauth_authorization_expires_in", &session));
    }
    form(&pairs)
}

fn form(pairs: &[(&str, &str)]) -> Reply {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    Reply::new(200, "text/plain;charset=UTF-8", body)
}

fn refused(grants: &mut Grants, problem: &Problem) -> Reply {
    grants.counts.refused += 1;
    problem.reply()
}

impl Problem {
    /// The refusal as every servlet and every API of the server words it.
    pub(crate) fn reply(&self) -> Reply {
        let word = [("oauth_problem", self.word.to_owned())];
        let pairs: Vec<_> = word.iter().chain(&self.explained).collect();
        let challenge: Vec<_> =
            pairs.iter().map(|(name, value)| format!("{name}=\"{}\"", encoded(value))).collect();
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs.iter().map(|(name, value)| (name, value)))
            .finish();
        Reply::new(401, "text/plain;charset=UTF-8", body)
            .header("www-authenticate", format!("OAuth realm=\"confluence\", {}", challenge.join(", ")))
    }
}
