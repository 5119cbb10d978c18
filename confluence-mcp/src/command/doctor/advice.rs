//! What a person can do about a request that failed: the properties to look at.

use std::borrow::Cow;

use confluence_client::{Error, ErrorKind};

/// What helps where nothing, or nothing that counts any more, is stored.
pub(super) const LOG_IN: &str = "`confluence-mcp login` with the same connection logs in";

/// What to look at after this failure.
pub(super) fn on(error: &Error) -> Option<Cow<'static, str>> {
    if let Some(property) = error.property() {
        return Some(match error.kind() {
            // What cannot be was not tried: no network is at fault.
            ErrorKind::Invalid => correct(property),
            _ => of_property(property),
        });
    }
    if let Some(wait) = error.retry_after() {
        return Some(
            format!("the service asks to wait {} seconds, then try again", wait.as_secs().max(1)).into(),
        );
    }
    let advice = match error.kind() {
        ErrorKind::Unauthenticated if lacks_login(error) => LOG_IN,
        // What the session says of itself says what to do, too.
        ErrorKind::Unauthenticated if error.status_code().is_none() => return None,
        // The CAPTCHA, whose way out the message has.
        ErrorKind::Unauthenticated if error.refuses_every_request() => {
            "then check User and Password, or use PAT in their place"
        }
        // The client knows what it was, and a fault of a property is named above.
        ErrorKind::Unauthenticated | ErrorKind::NotFound if of_login(error) => {
            "whoever uses OAuth logs in again with `confluence-mcp login`; a service account needs access to the site"
        }
        ErrorKind::NotFound | ErrorKind::NotConfluence => {
            "check URL: it ends before `/wiki` on Cloud, and with the context path on Data Center, such as \
             https://wiki.example.com/confluence; Deployment says which of both it is where the host does not"
        }
        ErrorKind::ScopeMissing => {
            "give that scope to the token, or to the application and log in again; Scope says what a login asks for"
        }
        // What is in the way of every request says itself what helps.
        ErrorKind::Forbidden | ErrorKind::Service if error.refuses_every_request() => return None,
        ErrorKind::Forbidden => "the account may not do this: an administrator gives it access to Confluence",
        ErrorKind::Transport => {
            "check URL and, in a company's network, ProxyServer; where the certificate is the company's own, \
             SSLServerCert names it"
        }
        ErrorKind::RateLimited => "wait a minute, then try again",
        ErrorKind::Service => {
            "the service failed: try again in a moment; if it goes on, its administrator has to look"
        }
        ErrorKind::Timeout => "check URL and ProxyServer, or give it more time with Timeout, in seconds",
        ErrorKind::Invalid if error.operation() == "site" => "check URL: it begins with https://",
        _ => return None,
    };
    Some(advice.into())
}

/// What to look at where the error names what is at fault.
fn of_property(property: &str) -> Cow<'static, str> {
    let advice = match property {
        "SSLServerCert" => "SSLServerCert names the certificate of the site's issuer, or the site's own",
        "URL" => {
            "check URL: the host, and on Data Center the context path; a company's network may need ProxyServer"
        }
        _ => return correct(property),
    };
    advice.into()
}

fn correct(property: &str) -> Cow<'static, str> {
    format!("correct {property}").into()
}

/// Whether a login is all that is missing.
fn lacks_login(error: &Error) -> bool {
    use confluence_oauth::ErrorKind::{LoginRequired, ReauthRequired};

    let missing = |cause: &confluence_oauth::Error| matches!(cause.kind(), LoginRequired | ReauthRequired);
    error.cause().is_some_and(missing)
}

/// Whether the credential was refused, or may have been.
fn of_login(error: &Error) -> bool {
    error.kind() == ErrorKind::Unauthenticated || error.may_be_unauthenticated()
}
