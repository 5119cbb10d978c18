//! Reads the service's refusals, which come in eight shapes, and some that are not the service's at all.

use http::header::LOCATION;
use http::{HeaderMap, StatusCode};

use super::challenge;
use super::headers::content_type;
use super::obstacle::{Obstacle, obstacle};
use super::said::{Author, Said, said};
use super::{Error, ErrorKind, VersionConflict};

/// Turns an answer with a bad status into an error. Who knows the site and the credential adds what they mean here.
pub(crate) fn answered(
    operation: &'static str,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Error {
    let words = said(headers, body);
    if let Some(obstacle) = obstacle(status, headers, words.as_ref(), body) {
        return in_the_way(operation, status, headers, words, &obstacle);
    }
    let said = words.as_ref().map(|words| words.text.as_str());
    let by_service = words.as_ref().is_some_and(|words| words.author == Author::Service);
    let kind = kind(status, headers, said);
    let mut error = Error::new(kind, operation).with_status(status).headers(headers);
    error.0.bare = !by_service;
    error.0.versions = said.and_then(versions).filter(|_| kind == ErrorKind::Conflict);
    error.0.maybe_unauthenticated = by_service && kind == ErrorKind::NotFound && said == Some("Not Found");
    error.0.message = said.map(str::to_owned);
    if kind == ErrorKind::Unauthenticated {
        error = challenge::facts(headers).into_iter().fold(error, |error, fact| error.adding(&fact));
    }
    if let Some(advice) = advice(kind, headers) {
        error.0.of_credential = true;
        error = error.adding(&advice);
    }
    if matches!(kind, ErrorKind::NotConfluence | ErrorKind::NotFound) && !by_service {
        let page = error.0.message.take();
        error.0.message = match (elsewhere(kind, headers), page) {
            (Some(meaning), Some(page)) => Some(format!("{meaning}; {page}")),
            (meaning, page) => meaning.map(str::to_owned).or(page),
        };
    }
    match reason_of_limit(headers) {
        Some(reason) if kind == ErrorKind::RateLimited => error.adding(&format!("the limit is {reason}")),
        _ => error,
    }
}

/// What refuses every request alike: what the service said of it, and what a person can do.
fn in_the_way(
    operation: &'static str,
    status: StatusCode,
    headers: &HeaderMap,
    said: Option<Said>,
    obstacle: &Obstacle,
) -> Error {
    let meaning = obstacle.meaning;
    let error = Error::new(obstacle.kind, operation).with_status(status).headers(headers);
    let mut error = error.with_message(match said.map(|said| said.text) {
        Some(said) if !meaning.starts_with(&said) => format!("{said}; {meaning}"),
        _ => meaning.to_owned(),
    });
    error.0.property = obstacle.property.map(str::to_owned);
    error.0.of_credential = obstacle.kind == ErrorKind::Unauthenticated;
    error.0.of_everything = true;
    error
}

/// What an answer without a word of the service means, if it is not the service's.
fn elsewhere(kind: ErrorKind, headers: &HeaderMap) -> Option<&'static str> {
    match kind {
        _ if content_type(headers).contains("html") && !headers.contains_key(LOCATION) => {
            Some("the answer is a web page and not the service's: check the site's URL and its context path")
        }
        ErrorKind::NotConfluence => Some(
            "the answer leads to another URL, which is not followed: check the site's URL, whether it is \
             https, its context path, and whether a login page stands in front",
        ),
        _ => None,
    }
}

fn kind(status: StatusCode, headers: &HeaderMap, said: Option<&str>) -> ErrorKind {
    match status.as_u16() {
        401 if lacks_scope(headers, said) => ErrorKind::ScopeMissing,
        401 => ErrorKind::Unauthenticated,
        403 if said.is_some_and(says_unknown_caller) => ErrorKind::Unauthenticated,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        408 => ErrorKind::Timeout,
        409 | 412 => ErrorKind::Conflict,
        410 => ErrorKind::Gone,
        413 => ErrorKind::TooLarge,
        429 => ErrorKind::RateLimited,
        501 => ErrorKind::Unsupported,
        300..=399 => ErrorKind::NotConfluence,
        // Whatever is wrong with a request, the service says it in JSON.
        400..=499 if content_type(headers).contains("html") => ErrorKind::NotConfluence,
        400..=499 => ErrorKind::Invalid,
        _ => ErrorKind::Service,
    }
}

fn lacks_scope(headers: &HeaderMap, said: Option<&str>) -> bool {
    failure(headers).contains("SCOPE") || said.is_some_and(|said| said.contains("scope does not match"))
}

/// What the gateway of Cloud takes the failure for.
fn failure(headers: &HeaderMap) -> &str {
    let category = headers.get("x-failure-category").and_then(|value| value.to_str().ok());
    category.unwrap_or_default()
}

/// Cloud's v1 answers 403 where it means 401.
fn says_unknown_caller(said: &str) -> bool {
    said.contains("not permitted to use Confluence") || said.contains("caller cannot access Confluence")
}

/// What helps against a refusal that the answer itself tells the reason of.
fn advice(kind: ErrorKind, headers: &HeaderMap) -> Option<String> {
    let oauth = challenge::oauth_problem(headers).filter(|_| kind == ErrorKind::Unauthenticated);
    if let Some(problem) = oauth {
        return Some(format!("the provider of OAuth 1.0a refused the request: oauth_problem={problem}"));
    }
    let lacks_scope = kind == ErrorKind::ScopeMissing;
    lacks_scope.then(|| "grant the scopes of this operation and log in again".to_owned())
}

/// Which limit was reached, where Cloud tells it.
fn reason_of_limit(headers: &HeaderMap) -> Option<&str> {
    let reason = headers.get("ratelimit-reason")?.to_str().ok()?.trim();
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    (!reason.is_empty() && reason.len() <= 80 && reason.chars().all(is_word)).then_some(reason)
}

/// Finds `Current Version: [3]. Provided version: [3]`.
fn versions(said: &str) -> Option<VersionConflict> {
    let number = |label: &str| {
        let rest = said.get(said.find(label)? + label.len()..)?;
        rest.trim_start_matches([':', ' ', '['])
            .split(|letter: char| !letter.is_ascii_digit())
            .next()?
            .parse()
            .ok()
    };
    Some(VersionConflict { current: number("Current Version")?, provided: number("Provided version")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Error {
        let mut map = HeaderMap::new();
        map.insert("content-type", http::HeaderValue::from_static("application/json"));
        for (name, value) in headers {
            map.insert(*name, http::HeaderValue::from_static(value));
        }
        answered("getX", StatusCode::from_u16(status).unwrap(), &map, body.as_bytes())
    }

    #[test]
    fn the_shape_of_v2() {
        let body = r#"{"errors":[{"status":"409","code":"CONFLICT","title":"Version must be incremented when updating a page. Current Version: [3]. Provided version: [2]","detail":null}]}"#;
        let conflict = error(409, &[("atl-traceid", "abc")], body);
        assert_eq!(conflict.kind(), ErrorKind::Conflict);
        assert_eq!(conflict.versions(), Some(VersionConflict { current: 3, provided: 2 }));
        assert_eq!(conflict.request_id(), Some("abc"));
        let missing = error(
            404,
            &[],
            r#"{"errors":[{"status":404,"code":"NOT_FOUND","title":"Not Found","detail":null}]}"#,
        );
        assert!(missing.may_be_unauthenticated());
        let named = error(
            404,
            &[],
            r#"{"errors":[{"status":404,"code":"NOT_FOUND","title":"No page 7","detail":"gone"}]}"#,
        );
        assert_eq!(named.message(), Some("No page 7: gone"));
        assert!(!named.may_be_unauthenticated());
    }

    #[test]
    fn the_shape_of_v1() {
        let body = r#"{"statusCode":400,"data":{"authorized":true,"valid":true,"errors":[{"message":{"translation":"Title is empty","args":[]}}],"successful":false},"message":"com.atlassian.confluence.api.service.exceptions.BadRequestException: Could not create"}"#;
        assert_eq!(error(400, &[], body).message(), Some("Could not create: Title is empty"));
        let key = r#"{"statusCode":400,"data":{"errors":[{"message":{"key":"name.empty"}}]},"message":null}"#;
        assert_eq!(error(400, &[], key).message(), Some("name.empty"));
    }

    #[test]
    fn a_403_of_v1_may_mean_401() {
        let body = r#"{"statusCode":403,"message":"Current user not permitted to use Confluence"}"#;
        assert_eq!(error(403, &[], body).kind(), ErrorKind::Unauthenticated);
        assert_eq!(error(403, &[], r#"{"message":"no"}"#).kind(), ErrorKind::Forbidden);
    }

    #[test]
    fn the_gateway_tells_a_missing_scope() {
        let by_body = error(401, &[], r#"{"code":401,"message":"Unauthorized; scope does not match"}"#);
        let by_header = error(401, &[("x-failure-category", "FAILURE_CLIENT_SCOPE_CHECK")], "");
        assert_eq!((by_body.kind(), by_header.kind()), (ErrorKind::ScopeMissing, ErrorKind::ScopeMissing));
    }

    #[test]
    fn what_the_gateway_takes_the_failure_for_is_told() {
        let mismatch = [("x-failure-category", "FAILURE_CLIENT_AUTH_MISMATCH")];
        let refused = error(401, &mismatch, r#"{"message":"Client must be authenticated"}"#);
        assert_eq!(refused.kind(), ErrorKind::Unauthenticated);
        assert_eq!(
            refused.message(),
            Some("Client must be authenticated; X-Failure-Category: FAILURE_CLIENT_AUTH_MISMATCH")
        );
        let plain = error(401, &[], r#"{"message":"no"}"#);
        assert_eq!((plain.message(), plain.is_of_credential()), (Some("no"), false));
    }

    #[test]
    fn a_member_of_another_type_takes_nothing_else_away() {
        for body in [
            r#"{"errors":null,"data":null,"message":"Told"}"#,
            r#"{"errors":[{"title":"Told","detail":{"field":"x"}},{"title":7}]}"#,
            r#"{"errors":[null,{"title":"Told","code":null}],"message":null}"#,
            r#"{"statusCode":400,"data":{"errors":null},"message":"Told"}"#,
        ] {
            assert_eq!(error(400, &[], body).message(), Some("Told"), "{body}");
        }
        assert_eq!(error(408, &[], "").kind(), ErrorKind::Timeout);
    }

    #[test]
    fn what_is_in_the_way_of_every_request_is_told() {
        let html = ("content-type", "text/html");
        for (status, headers, body, kind, part) in [
            (
                401,
                &[("x-seraph-loginreason", "AUTHENTICATION_DENIED")][..],
                "",
                ErrorKind::Unauthenticated,
                "CAPTCHA",
            ),
            (
                403,
                &[("x-authentication-denied-reason", "CAPTCHA_CHALLENGE; login-url=x"), html],
                "<html>",
                ErrorKind::Unauthenticated,
                "log in once with a browser",
            ),
            (407, &[html], "<html>", ErrorKind::NotConfluence, "ProxyPassword"),
            (511, &[html], "<html>", ErrorKind::NotConfluence, "captive portal"),
            (403, &[], "XSRF check failed", ErrorKind::Forbidden, "X-Atlassian-Token"),
            (
                403,
                &[],
                r#"{"message":"The IP address has been rejected"}"#,
                ErrorKind::Forbidden,
                "allowlist",
            ),
            (
                405,
                &[],
                r#"{"message":"Confluence is in read-only mode"}"#,
                ErrorKind::Forbidden,
                "reading goes on",
            ),
            (503, &[], r#"{"message":"Read-only mode is enabled"}"#, ErrorKind::Forbidden, "reading goes on"),
            (404, &[], r#"{"errorMessage":"Site temporarily unavailable"}"#, ErrorKind::Service, "suspended"),
            (
                404,
                &[html],
                "<title>Your site is currently unavailable</title>",
                ErrorKind::Service,
                "suspended",
            ),
            (403, &[html], "<html>Blocked</html>", ErrorKind::Forbidden, "firewall"),
        ] {
            let error = error(status, headers, body);
            assert_eq!(error.kind(), kind, "{status} {body}");
            assert!(error.message().unwrap().contains(part), "{status}: {error}");
            assert!(error.refuses_every_request(), "{status} {body}");
        }
        assert!(!error(403, &[], r#"{"message":"ask your administrator"}"#).refuses_every_request());
        assert_eq!(error(403, &[], r#"{"message":"no"}"#).message(), Some("no"));
    }

    #[test]
    fn a_removed_operation_and_a_page_of_html() {
        assert_eq!(
            error(410, &[], r#"{"message":"This deprecated endpoint has been removed"}"#).kind(),
            ErrorKind::Gone
        );
        let html = error(401, &[("content-type", "text/html")], "<html>Basic Authentication Failure</html>");
        assert_eq!((html.kind(), html.message()), (ErrorKind::Unauthenticated, None));
        assert_eq!(error(302, &[], "").kind(), ErrorKind::NotConfluence);
    }

    #[test]
    fn what_is_no_answer_of_the_service_says_what_to_look_at() {
        let page = |status| error(status, &[("content-type", "text/html;charset=utf-8")], "<html>");
        let kinds =
            [(302, ErrorKind::NotConfluence), (404, ErrorKind::NotFound), (400, ErrorKind::NotConfluence)];
        for (status, kind) in kinds {
            let error = page(status);
            assert_eq!(error.kind(), kind);
            assert!(error.to_string().contains("check the site's URL"), "{error}");
        }
        assert_eq!(error(404, &[], "{}").message(), None);
    }

    #[test]
    fn the_words_of_others_are_told_and_are_not_the_services() {
        let html = ("content-type", "text/html");
        let tomcat = error(404, &[html], "<title>HTTP Status 404</title><b>Message</b> No such thing</p>");
        let said = tomcat.message().unwrap();
        assert!(said.starts_with("the answer is a web page") && said.ends_with("; No such thing"), "{said}");
        assert!(tomcat.0.bare);
        let busy = error(503, &[("content-type", "text/plain")], "no healthy upstream\n");
        assert_eq!((busy.kind(), busy.message()), (ErrorKind::Service, Some("no healthy upstream")));
        let quota = error(429, &[("ratelimit-reason", "confluence-quota-tenant-based")], "");
        assert_eq!(quota.message(), Some("the limit is confluence-quota-tenant-based"));
    }
}
