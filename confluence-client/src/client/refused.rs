//! What a refusal means to this client, which knows the operation, the site and what it was asked with.

use http::{HeaderMap, HeaderValue};

use crate::client::credential::{Scheme, hidden, refused};
use crate::client::{Client, redirect, trace};
use crate::error::{Error, ErrorKind, LONGEST_PAUSE, answered};
use crate::operation::describe::Operation;
use crate::site::Deployment;
use crate::wire::answer::Response;

impl Client {
    /// The error that an answer with a bad status stands for, where `sent` was its `Authorization`.
    pub(super) async fn refused(
        &self,
        operation: &'static Operation,
        response: Response,
        sent: Option<&HeaderValue>,
    ) -> Error {
        let (status, headers) = (response.status, response.headers.clone());
        let body = response.up_to(self.shared.limits.error).await;
        let error = answered(operation.id, status, &headers, &body).hiding(sent);
        if error.kind() == ErrorKind::RateLimited {
            let wait = error.retry_after().unwrap_or(self.options.retry.initial_backoff).min(LONGEST_PAUSE);
            trace::paused(operation.id, wait);
            self.shared.budget.pause(wait);
        }
        if error.refuses_every_request() {
            return error;
        }
        match error.kind() {
            ErrorKind::ScopeMissing => with_scopes(error, operation),
            ErrorKind::NotConfluence if status.is_redirection() => {
                redirect::with_place(error, &headers, &self.shared.site)
            }
            ErrorKind::Unauthenticated if !error.is_of_credential() => self.of_credential(error, sent),
            ErrorKind::Forbidden if sent.is_some() && is_of_nobody(&headers) => {
                error.of_kind(ErrorKind::Unauthenticated).of_credential().adding(OF_NOBODY)
            }
            ErrorKind::NotFound if sent.is_some() && is_of_nobody(&headers) => {
                error.perhaps_of_credential().adding(OF_NOBODY)
            }
            ErrorKind::NotFound if !operation.path.contains('{') => self.of_address(error, sent),
            _ => error,
        }
    }

    /// A credential that was refused without a reason.
    fn of_credential(&self, error: Error, sent: Option<&HeaderValue>) -> Error {
        let meaning = refused(&self.shared.site, self.scheme(sent));
        let error = error.of_credential().adding(&meaning.says());
        meaning.property.into_iter().fold(error, Error::with_property)
    }

    /// What names nothing in its path is always there: a 404 without a word of the service then means that the URL is
    /// another's; a bare one of Cloud, that it does not take the credential, or that the cloud id is another site's.
    fn of_address(&self, error: Error, sent: Option<&HeaderValue>) -> Error {
        let site = &self.shared.site;
        let hides = error.may_be_unauthenticated() || (site.is_gateway() && error.is_bare());
        if site.deployment() == Deployment::Cloud && hides {
            let meaning = hidden(site, self.scheme(sent));
            let why = format!("what is always there is not found, as where it refuses: {}", meaning.reason);
            let error = error.perhaps_of_credential().adding(&why);
            return meaning.property.into_iter().fold(error, Error::with_property);
        }
        if !error.is_bare() {
            return error;
        }
        error.of_kind(ErrorKind::NotConfluence).with_property("URL").with_message(
            "URL: there is no interface of Confluence at this address: check the URL of the site and its context path",
        )
    }

    /// What authorizes the requests: what the connection says, else what was sent.
    fn scheme(&self, sent: Option<&HeaderValue>) -> Scheme {
        self.options.scheme.unwrap_or_else(|| Scheme::of_header(sent))
    }
}

/// The scopes that the operation needs.
fn with_scopes(error: Error, operation: &Operation) -> Error {
    let needed = [operation.granular_scopes, operation.classic_scopes].map(|scopes| scopes.join(" "));
    let needed: Vec<String> = needed.into_iter().filter(|scopes| !scopes.is_empty()).collect();
    match needed.is_empty() {
        true => error,
        false => error.adding(&format!("this operation needs {}", needed.join(", or "))),
    }
}

const OF_NOBODY: &str = "the site took the request for one of nobody (X-AUSERNAME: anonymous), though a credential was sent: \
                         something on the way, such as a proxy, takes the header Authorization out";

/// Whether Data Center says that nobody is logged in.
fn is_of_nobody(headers: &HeaderMap) -> bool {
    headers.get("x-ausername").is_some_and(|name| name == "anonymous")
}
