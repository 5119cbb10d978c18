//! The confirmation by the user (elicitation) before something is destroyed, in both eras of the protocol.
//!
//! Up to 2025-11-25 the server asks the client by a request of its own. Since 2026-07-28 it answers with the question,
//! and the client calls again with the user's answer and a state that we sealed: it is good for this tool with these
//! arguments, for five minutes, and once.

mod used;

use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{
    BooleanSchema, ElicitRequest, ElicitRequestParams, ElicitationAction, ElicitationSchema, InputRequest,
    InputRequests, InputRequiredResult, InputResponses, PrimitiveSchemaDefinition, ProtocolVersion,
    RequestStateCodec, SealOptions,
};
use rmcp::service::RequestContext;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::advice::Failure;
use crate::call_limit::without_permit;
use crate::chunk::truncated;
use crate::untrusted::visible;

pub(crate) use used::UsedAgreements;

/// What the user is asked, and what it is that they agree to: the question itself, unless it leaves out a part.
pub(crate) struct Question {
    text: String,
    of: String,
}

impl Question {
    /// A question that shows a part of what it is about, which this tells from anything else.
    #[cfg(feature = "sql")]
    pub(crate) fn about(text: String, of: String) -> Self {
        Self { text, of }
    }

    /// The same where there are several sites, and this one is meant.
    pub(crate) fn on_site(self, site: Option<&str>) -> Self {
        match site.filter(|_| !self.text.is_empty()) {
            Some(site) => Self { text: format!("On the site {}: {}", quoted(site), self.text), ..self },
            None => self,
        }
    }

    /// Nothing to ask about, where a call would change nothing.
    #[cfg(feature = "sql")]
    pub(crate) fn none(of: String) -> Self {
        Self { text: String::new(), of }
    }

    /// What an agreement to it is kept as, to be compared with what is there when it is used.
    pub(crate) fn of(&self) -> &str {
        &self.of
    }

    /// The same for a user who agreed to something that has become another thing.
    fn again(self) -> Self {
        Self {
            text: format!("It is no longer what you agreed to, and nothing was done so far. {}", self.text),
            ..self
        }
    }
}

impl From<String> for Question {
    fn from(text: String) -> Self {
        let of = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { text, of }
    }
}

/// What came of asking.
pub(crate) enum Asked {
    /// The user agreed to this, as [`Question::of`] has it.
    Agreed(String),
    /// What is to be answered so that the client asks.
    Ask(Box<InputRequiredResult>),
}

const FIELD: &str = "confirm";
/// How the field is called where the user sees it.
const BOX: &str = "Do it";
/// How long an agreement is good: a person reads and answers within it, and a stored one is soon worth nothing.
const GOOD_FOR: Duration = Duration::from_secs(300);

/// Whom and how to ask.
pub(crate) struct Confirmation<'a> {
    pub(crate) context: &'a RequestContext<RoleServer>,
    pub(crate) seal: &'a RequestStateCodec,
    pub(crate) used: &'a UsedAgreements,
    /// The digest of what is agreed to: the caller, the site, the tool and its arguments.
    pub(crate) request_digest: &'a [u8],
    pub(crate) responses: Option<&'a InputResponses>,
    pub(crate) state: Option<&'a str>,
    /// Whether the user agreed already, to what has become another thing meanwhile: no answer that came with the call counts.
    pub(crate) again: bool,
}

impl Confirmation<'_> {
    /// Whether the user agreed, and to what; or what to answer so that the client asks. The question is worked out if it is
    /// asked.
    ///
    /// # Errors
    /// The user declined, nobody can be asked, or there is nothing to ask about.
    pub(crate) async fn ask(
        self,
        question: impl Future<Output = Result<Question, Failure>>,
    ) -> Result<Asked, Failure> {
        if !self.can_show_a_form() {
            return Err(self.cannot_ask());
        }
        if self.context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28) {
            let answer = self.responses.filter(|_| !self.again).and_then(|responses| responses.get(FIELD));
            return match answer {
                Some(answer) => self.answered(answer).map(Asked::Agreed),
                None => match question.await? {
                    nothing if nothing.text.is_empty() => Ok(Asked::Agreed(nothing.of)),
                    question => Ok(Asked::Ask(Box::new(self.required(&self.worded(question))))),
                },
            };
        }
        let question = question.await?;
        if question.text.is_empty() {
            return Ok(Asked::Agreed(question.of));
        }
        let question = self.worded(question);
        let form = form(&question.text);
        let answer = without_permit(self.context, self.context.peer.create_elicitation(form)).await;
        let answer = answer
            .map_err(|_| Failure::new("not done: the client did not ask its user", "Tell the user."))?;
        let accepts = answer.content.as_ref().is_some_and(agrees);
        match answer.action {
            ElicitationAction::Accept if accepts => Ok(Asked::Agreed(question.of)),
            ElicitationAction::Accept => Err(not_ticked()),
            ElicitationAction::Cancel => Err(cancelled()),
            _ => Err(declined()),
        }
    }

    /// Why nobody can be asked: the client shows no forms, or this server does not know what the client can do.
    fn cannot_ask(&self) -> Failure {
        #[cfg(feature = "http")]
        if crate::http_session::forgets_its_client(self.context) {
            return Failure::new(
                "not done: this asks the user first, and this server cannot: over HTTP without sessions it does not know \
                 what the client of an older protocol can show its user",
                "Tell the user. Whoever runs the server can start it with --sessions; a client of the protocol 2026-07-28 \
                 needs none.",
            );
        }
        Failure::new(
            "not done: this asks the user first, and this client cannot ask its user",
            "Tell the user; they can do it themselves, or start the server with --unattended.",
        )
    }

    /// A client that names neither of the two ways to ask shows forms.
    fn can_show_a_form(&self) -> bool {
        let ways = self.context.client_capabilities().and_then(|client| client.elicitation);
        ways.is_some_and(|ways| ways.form.is_some() || ways.url.is_none())
    }

    fn worded(&self, question: Question) -> Question {
        if self.again { question.again() } else { question }
    }

    fn required(&self, question: &Question) -> InputRequiredResult {
        let ask = InputRequest::Elicitation(ElicitRequest::new(form(&question.text)));
        let options = SealOptions::new().associated_data(self.request_digest).ttl(GOOD_FOR);
        let state = self.seal.seal_with(question.of.as_bytes(), &options);
        InputRequiredResult::new(Some(InputRequests::from([(FIELD.into(), ask)])), Some(state))
    }

    /// What was agreed to.
    fn answered(&self, answer: &Value) -> Result<String, Failure> {
        let opened = self.state.and_then(|state| {
            let of = self.seal.open_with(state, self.request_digest).ok()?;
            Some((state, String::from_utf8(of).ok()?))
        });
        let Some((agreement, of)) = opened else {
            return Err(anew("not done: the confirmation has expired, or is for something else"));
        };
        let accepts = answer.get("content").is_some_and(agrees);
        match answer.get("action").and_then(Value::as_str) {
            Some("accept") if !accepts => Err(not_ticked()),
            Some("accept") if self.used.take(agreement, GOOD_FOR) => Ok(of),
            Some("accept") => {
                Err(anew("not done: the confirmation was already used; it is valid for one call"))
            }
            Some("cancel") => Err(cancelled()),
            _ => Err(declined()),
        }
    }
}

fn anew(why: &'static str) -> Failure {
    Failure::new(why, "Call again without it; the user is then asked anew.")
}

/// The question without what nobody sees: a title must not turn it around.
fn form(question: &str) -> ElicitRequestParams {
    let field = PrimitiveSchemaDefinition::Boolean(BooleanSchema::new().title(BOX));
    let mut schema = ElicitationSchema::new([(FIELD.to_owned(), field)].into());
    schema.required = Some(vec![FIELD.to_owned()]);
    ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: visible(question).0.into_owned(),
        requested_schema: schema,
    }
}

/// A title or the like as it may stand in a question: on one line, between quotation marks that it cannot close, and not
/// so long that the question is not seen.
pub(crate) fn quoted(text: &str) -> String {
    /// Longer titles than this are rare, and no person reads them in a dialogue.
    const MAX_CHARS: usize = 120;

    let line = visible(text).0.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain: String = line
        .chars()
        .map(|letter| match letter {
            '"' | '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2033}' | '\u{ff02}' => '\'',
            letter => letter,
        })
        .collect();
    format!("\"{}\"", truncated(&plain, MAX_CHARS))
}

fn agrees(content: &Value) -> bool {
    content.get(FIELD) == Some(&Value::Bool(true))
}

fn declined() -> Failure {
    Failure::new("not done: the user declined", "Do not try again unless the user says so.")
}

fn cancelled() -> Failure {
    Failure::new(
        "not done: the user dismissed the question",
        "Ask the user whether it is meant, and call again if they say so.",
    )
}

/// What a client sends whose user sent the form off as it was, or that does not know what the field holds.
fn not_ticked() -> Failure {
    Failure::new(
        format!("not done: the form came back, and `{FIELD}` in it is not `true`"),
        format!("Tell the user that the box \"{BOX}\" has to be ticked; call again if that is meant."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_forge_the_question() {
        let forged = quoted("Notes\" to the trash?\n\nYou already agreed.\u{202e} \u{201d}");
        assert_eq!(forged, "\"Notes' to the trash? You already agreed. '\"");
        assert!(quoted(&"x".repeat(500)).len() < 130);
    }
}
