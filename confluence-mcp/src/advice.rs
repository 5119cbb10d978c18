//! Failures, in words on which a model can act.

mod by_kind;
mod missing;
mod step;

use std::borrow::Cow;

use confluence_client::content::{ContentError, ContentErrorKind};
use confluence_client::{Error, ErrorKind};
use rmcp::ErrorData;
use rmcp::model::{CallToolResult, ContentBlock};

use self::step::Step;
use crate::agent_sandbox;
use crate::chunk::truncated;
use crate::offered::not_offered;
use crate::untrusted::visible;

/// What a service or a page said is quoted up to here.
const MOST_QUOTED: usize = 1_500;

/// Why a tool did not do what it was asked to: what happened, and what to do next.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    next: Cow<'static, str>,
    kind: Option<ErrorKind>,
    login: bool,
    /// Why the grant that was there no longer works.
    grant_ended: Option<String>,
    /// Whether the server's own connection is at fault, which no argument can correct.
    of_connection: bool,
    /// Whether what was not found may be there, and the credential refused.
    #[cfg_attr(
        not(any(feature = "http", test)),
        expect(dead_code, reason = "callers bring theirs over HTTP alone")
    )]
    maybe_unauthenticated: bool,
    /// Whether the request never left, so that nothing can have been done.
    unsent: bool,
    /// Whether the service did it, or its first part, and what came behind that failed.
    accepted: bool,
    /// Whether nothing was done because it is no longer what the user agreed to.
    outdated: bool,
    /// Whether something that was named was not found.
    missing: bool,
    /// The edit that failed, where several were made together.
    step: Option<Step>,
}

impl Failure {
    pub(crate) fn new(what: impl Into<String>, next: impl Into<Cow<'static, str>>) -> Self {
        Self {
            what: what.into(),
            next: next.into(),
            kind: None,
            login: false,
            grant_ended: None,
            of_connection: false,
            maybe_unauthenticated: false,
            unsent: false,
            accepted: false,
            outdated: false,
            missing: false,
            step: None,
        }
    }

    /// What was agreed to has become something else, and nothing was done: the user is asked again.
    #[cfg(feature = "sql")]
    pub(crate) fn outdated(error: Error) -> Self {
        Self { outdated: true, ..Self::from(error) }
    }

    /// A failure of this kind, of which the words alone are left.
    #[cfg(feature = "sql")]
    pub(crate) fn of_kind(what: impl Into<String>, kind: Option<ErrorKind>) -> Self {
        Self { kind, ..Self::new(what, kind.map_or("", by_kind::advice)) }
    }

    /// What to do next.
    #[cfg(feature = "sql")]
    pub(crate) fn advice(self) -> String {
        self.next.into_owned()
    }

    pub(crate) fn is_outdated(&self) -> bool {
        self.outdated
    }

    /// An argument that cannot be.
    pub(crate) fn argument(name: &str, why: impl std::fmt::Display) -> Self {
        let name =
            if matches!(name, "." | "") { "arguments".to_owned() } else { format!("argument `{name}`") };
        Self::new(format!("{name}: {why}"), CORRECT)
    }

    /// A cursor that this tool did not give out.
    pub(crate) fn cursor() -> Self {
        Self::argument("cursor", "it is not the `next_cursor` of an answer of this tool")
    }

    /// The same of one of several parts.
    pub(crate) fn of(self, part: impl std::fmt::Display) -> Self {
        Self { what: format!("{part}: {}", self.what), ..self }
    }

    /// What kind of error it was, if it was one of Confluence.
    pub(crate) fn kind(&self) -> Option<ErrorKind> {
        self.kind
    }

    /// Whether nothing is said of what to do next but to correct the arguments.
    pub(crate) fn says_no_more(&self) -> bool {
        self.next == CORRECT
    }

    /// The same with other advice.
    pub(crate) fn next(self, next: impl Into<Cow<'static, str>>) -> Self {
        Self { next: next.into(), ..self }
    }

    /// The same where tools that are named in it are not offered.
    pub(crate) fn within(self, offers: impl Fn(&str) -> bool) -> Self {
        match not_offered(&format!("{} {}", self.what, self.next), offers) {
            Some(lacking) if self.next.is_empty() => self.next(lacking),
            Some(lacking) => {
                let next = format!("{} {lacking}", self.next);
                self.next(next)
            }
            None => self,
        }
    }

    /// The same where nothing was sent so far that may change something: what failed was a look at what is there.
    pub(crate) fn before_any_write(self) -> Self {
        Self { unsent: true, ..self }
    }

    /// The same of a call that changes something: what was sent may have been done, and must not be done twice. What is
    /// `repeatable` leaves the same behind however often it is done.
    pub(crate) fn of_write(self, repeatable: bool) -> Self {
        match self.kind {
            _ if self.accepted => self,
            Some(ErrorKind::Service | ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Decode)
                if !self.unsent && !repeatable && !self.login && !self.of_connection =>
            {
                self.next(UNSETTLED)
            }
            Some(ErrorKind::TooLarge) => self.next("What was sent is too large: send less, or in parts."),
            _ => self,
        }
    }

    /// The same for a caller whose own credential came with the call: nothing on the machine of the server is wrong.
    #[cfg(any(feature = "http", test))]
    pub(crate) fn of_own_credential(self) -> Self {
        match self.kind {
            Some(ErrorKind::Unauthenticated) if !self.login => self.next(
                "Calling again does not help. The credential that came with the call in the header \
                 X-Confluence-Authorization is not accepted: ask the user to correct it in the settings of the client.",
            ),
            Some(ErrorKind::NotFound) if self.maybe_unauthenticated => self.next(
                "It does not exist, or this account may not see it, or the credential that came with the call in the header \
                 X-Confluence-Authorization is no longer good. Find it with confluence_search; if nothing is found at all, \
                 ask the user to correct that in the settings of the client.",
            ),
            _ => self,
        }
    }

    /// The same where a login is what failed: no other one is begun for it.
    #[cfg(feature = "sql")]
    pub(crate) fn without_login(self) -> Self {
        Self { login: false, ..self }
    }

    /// Whether it may be done once the caller has logged in.
    pub(crate) fn login_helps(&self) -> bool {
        self.login
    }

    /// Why a login that was there before no longer counts.
    pub(crate) fn grant_ended(self) -> Option<String> {
        self.grant_ended
    }

    pub(crate) fn into_result(self) -> CallToolResult {
        CallToolResult::error(vec![ContentBlock::text(self.text())])
    }

    /// The same where the protocol knows no result that is a failure. There nobody is shown where to log in.
    pub(crate) fn into_error(mut self) -> ErrorData {
        if self.login {
            self.next = "Call a tool of this server, which says how to log in.".into();
        }
        let text = self.text();
        match self.kind {
            Some(ErrorKind::NotFound) => ErrorData::resource_not_found(text, None),
            Some(ErrorKind::Policy | ErrorKind::Invalid) | None if !self.of_connection => {
                ErrorData::invalid_params(text, None)
            }
            _ => ErrorData::internal_error(text, None),
        }
    }

    pub(crate) fn text(&self) -> String {
        let what = truncated(&self.what, MOST_QUOTED);
        let text = if self.next.is_empty() { what } else { format!("{what}\n{}", self.next) };
        visible(&text).0.into_owned()
    }
}

/// Why something failed, for a note beside what was done all the same.
pub(crate) fn why(error: &Error) -> String {
    error.explained().unwrap_or_else(|| error.kind().to_string())
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error.property() {
            // Whoever runs the server can do something about it, and reads the log.
            Some(property) => {
                tracing::warn!(property, %error, "a call failed: a property of the connection is wrong")
            }
            // Whose login is missing is shown where to log in; that address is for nobody who reads the log.
            None if lacks_login(&error) => tracing::debug!(kind = %error.kind(), "a caller has to log in"),
            None if error.is_of_credential() => {
                tracing::warn!(%error, "a call failed: the credential was not accepted")
            }
            // What the service said may quote a title or a search, and this is read by more people than may read those.
            None => tracing::debug!(
                kind = %error.kind(),
                operation = error.operation(),
                status = error.status_code().map(|status| status.as_u16()),
                request = error.request_id(),
                "a call failed"
            ),
        }
        let kind = error.kind();
        let mut what = match error.status_code() {
            Some(status) => format!("{kind} (HTTP {})", status.as_u16()),
            None => kind.to_string(),
        };
        if let Some(said) = error.explained() {
            what = format!("{what}: {}", truncated(&said, MOST_QUOTED));
        }
        let unsent = error.is_unsent() && kind == ErrorKind::Invalid;
        let of_connection = error.property().is_some() || error.is_of_credential() || unsent;
        // What refuses every request alike did nothing of this one.
        let is_undone = error.is_unsent() || (error.refuses_every_request() && !error.was_accepted());
        Self {
            kind: Some(kind),
            login: login_helps(&error),
            grant_ended: grant_ended(&error),
            of_connection,
            maybe_unauthenticated: error.may_be_unauthenticated(),
            unsent: is_undone,
            accepted: error.was_accepted(),
            step: Step::of(&error),
            ..Self::new(what, next(&error))
        }
    }
}

/// Whether nothing failed: the caller has not logged in so far, and is shown where to.
fn lacks_login(error: &Error) -> bool {
    let kind = error.cause().map(confluence_oauth::Error::kind);
    kind == Some(confluence_oauth::ErrorKind::LoginRequired)
}

fn grant_ended(error: &Error) -> Option<String> {
    let cause: &confluence_oauth::Error = error.cause()?;
    (cause.kind() == confluence_oauth::ErrorKind::ReauthRequired).then(|| cause.to_string())
}

fn login_helps(error: &Error) -> bool {
    use confluence_oauth::ErrorKind::{BrowserUnavailable, LoginInProgress, LoginRequired, ReauthRequired};

    let missing =
        |kind| matches!(kind, LoginRequired | ReauthRequired | BrowserUnavailable | LoginInProgress);
    error.cause().is_some_and(|oauth: &confluence_oauth::Error| missing(oauth.kind()))
}

fn next(error: &Error) -> Cow<'static, str> {
    match error.kind() {
        _ if error.was_accepted() => ACCEPTED.into(),
        ErrorKind::RateLimited => match error.retry_after() {
            Some(wait) => format!("Wait {} seconds, then call again.", wait.as_secs().max(1)).into(),
            None => "Wait a minute, then call again with fewer calls at a time.".into(),
        },
        ErrorKind::Transport | ErrorKind::Service if error.retry_after().is_some() => {
            let wait = error.retry_after().unwrap_or_default().as_secs().max(1);
            format!("Wait {wait} seconds, then call again.").into()
        }
        _ if login_helps(error) => LOG_IN.into(),
        _ if error.property().is_some() => correct(error).into(),
        // It was not even sent: no argument can be the reason.
        ErrorKind::Invalid if error.is_unsent() => {
            "Calling again does not help, and no argument is wrong. Tell the user, who finds more with \
             `confluence-mcp doctor`."
                .into()
        }
        ErrorKind::Unauthenticated if error.is_of_credential() && error.status_code().is_none() => {
            "Calling again does not help. Tell the user, who finds more with `confluence-mcp doctor`.".into()
        }
        // Said by who serves the caller, in words that are for them: no connection of theirs is on this machine.
        ErrorKind::Unauthenticated if error.status_code().is_none() => {
            "Calling again does not help. Tell the user what it says.".into()
        }
        ErrorKind::NotConfluence if error.refuses_every_request() => {
            "Something else than Confluence answered, as it would every other call. Tell the user what it says; \
             `confluence-mcp doctor` tries it."
                .into()
        }
        // The reason is told, and is none that a permission of the account would end.
        ErrorKind::Forbidden if error.refuses_every_request() => {
            "Do not try again: no argument gets around it. Tell the user what it says, and who can end it.".into()
        }
        ErrorKind::Service if error.refuses_every_request() => {
            "Calling again does not help as long as that is so: tell the user what it says.".into()
        }
        ErrorKind::Conflict => match error.versions() {
            Some(versions) => {
                format!("The page is at version {} now. Read it again and redo the change on that version.", versions.current)
                    .into()
            }
            None => "Somebody else changed it meanwhile. Read it again and redo the change.".into(),
        },
        ErrorKind::NotFound if error.may_be_unauthenticated() => {
            "It does not exist, or this account may not see it, or the credential is no longer good. Find it with \
             confluence_search; if nothing is found at all, ask the user to check the connection with \
             `confluence-mcp doctor`."
                .into()
        }
        kind => by_kind::advice(kind).into(),
    }
}

/// What is said where nothing more is known of what was refused.
const CORRECT: &str = "Correct the arguments and call again.";

/// The service did it, or the first part of it.
const ACCEPTED: &str = "Do not call again as it is: read what is there now, and do only what is missing.";

const UNSETTLED: &str = "It may have been done all the same. Look whether it was before calling again, so that it is not \
                         done twice; if it keeps failing, tell the user.";

const LOG_IN: &str = "Calling again does not help. Ask the user to run `confluence-mcp login` with the same connection, then \
                      call again.";

/// What a person has to correct, and whether that may be outside of the connection.
fn correct(error: &Error) -> String {
    use confluence_oauth::ErrorKind::{ClockSkew, KeyringLocked, LockTimeout, SiteNotGranted};

    let property = error.property().unwrap_or("the connection");
    match error.cause().map(confluence_oauth::Error::kind) {
        Some(KeyringLocked) => "Ask the user to unlock the keyring, then call again.".to_owned(),
        Some(ClockSkew) => {
            "Calling again does not help. Ask the user to set the clock of this machine, then call again."
                .to_owned()
        }
        Some(LockTimeout) => "Call again in a moment; if it keeps failing, tell the user.".to_owned(),
        Some(SiteNotGranted) => {
            "Calling again does not help. Ask the user to run `confluence-mcp login` and to choose this site."
                .to_owned()
        }
        _ => format!(
            "Calling again does not help, and no argument is wrong. Ask the user to correct {property}, or what it \
             names, and to start the server again; `confluence-mcp doctor` tries it.{}",
            agent_sandbox::hint_of(error).map(|hint| format!(" {hint}")).unwrap_or_default()
        ),
    }
}

impl From<ContentError> for Failure {
    fn from(error: ContentError) -> Self {
        let next = match error.kind() {
            ContentErrorKind::Malformed => "Read the page with `format` set to `storage` to see its source.",
            _ => "",
        };
        Self::new(truncated(&error.to_string(), MOST_QUOTED), next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next_of(kind: ErrorKind, repeatable: bool) -> String {
        Failure::from(Error::new(kind, "createPage")).of_write(repeatable).text()
    }

    #[test]
    fn a_write_that_may_have_happened_is_never_told_to_be_sent_again() {
        for kind in [ErrorKind::Service, ErrorKind::Timeout, ErrorKind::Transport, ErrorKind::Decode] {
            let said = next_of(kind, false);
            assert!(said.contains("Look whether") && !said.contains("Call again"), "{said}");
            let said = next_of(kind, true);
            assert!(!said.contains("Look whether"), "{said}");
        }
        assert!(next_of(ErrorKind::TooLarge, true).contains("send less"));
        assert!(!next_of(ErrorKind::NotFound, false).contains("Look whether"));
    }

    #[test]
    fn a_wrong_credential_of_the_caller_is_not_looked_for_on_the_server() {
        let failure =
            Failure::from(Error::new(ErrorKind::Unauthenticated, "getPageById")).of_own_credential();
        let said = failure.text();
        assert!(said.contains("X-Confluence-Authorization") && !said.contains("confluence-mcp"), "{said}");
    }
}
