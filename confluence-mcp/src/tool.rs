//! What a tool is: its arguments, and what is done with them.

use confluence_client::wiki::WriteTarget;
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::{JsonObject, ToolAnnotations};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::advice::Failure;
use crate::call::Call;
use crate::confirmation::Question;
use crate::output::ToolOutput;
use crate::server::Server;

/// A tool. The type holds its arguments; the documentation of the type and of its fields is what a model reads.
pub(crate) trait Tool: DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// The name by which it is called.
    const NAME: &'static str;
    /// The name that people see.
    const TITLE: &'static str;
    /// What it does to the wiki.
    const EFFECT: Effect;
    /// The arguments in which an empty text means something; in any other it means that the argument is left out.
    const EMPTY_MEANS: &'static [&'static str] = &["content", "value"];

    /// Whether this call of a tool that destroys something has to be agreed to.
    fn needs_consent(&self) -> bool {
        true
    }

    /// Refuses what can never work, before the user is asked for anything.
    fn checked(&self, _: &Call<'_>) -> impl Future<Output = Result<(), Failure>> + Send {
        std::future::ready(Ok(()))
    }

    /// What the policy has to let be written before the user is asked about it.
    fn destroys(&self, _: &Call<'_>) -> impl Future<Output = Result<Option<WriteTarget>, Failure>> + Send {
        std::future::ready(Ok(None))
    }

    /// What the user is asked before a tool destroys something.
    fn question(&self, _: &Call<'_>) -> impl Future<Output = Result<Question, Failure>> + Send {
        std::future::ready(Ok(format!("{}?", Self::TITLE).into()))
    }

    /// Whether what the user agreed to is still what would be done. A question that tells of no more than the arguments is
    /// not worked out twice.
    fn is_still(&self, _: &Call<'_>, _agreed: &str) -> impl Future<Output = Result<bool, Failure>> + Send {
        std::future::ready(Ok(true))
    }

    /// Puts arguments right that were written in another way than the schema says, before anything is taken for text;
    /// answers what the caller is told of it.
    fn prepare(_: &mut JsonObject) -> Vec<String> {
        Vec::new()
    }

    /// Answers what needs no login, because it is about one; nothing for anything else.
    fn before_login(
        &self,
        _: &ToolCallContext<'_, Server>,
        _: Option<&str>,
    ) -> impl Future<Output = Result<Option<ToolOutput>, Failure>> + Send {
        std::future::ready(Ok(None))
    }

    /// Does it.
    fn run(self, call: &Call<'_>) -> impl Future<Output = Result<ToolOutput, Failure>> + Send;
}

/// What a tool does to the wiki.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing.
    Reads,
    /// Adds something; once more adds once more.
    Adds,
    /// Adds something that is there once.
    Sets,
    /// Replaces something, of which the history keeps what was there.
    Changes,
    /// Takes something away; the user is asked before.
    Destroys,
}

impl Effect {
    pub(crate) fn annotations(self) -> ToolAnnotations {
        let (read_only, destructive, idempotent) = match self {
            Self::Reads => (true, false, true),
            Self::Adds => (false, false, false),
            Self::Sets => (false, false, true),
            Self::Changes => (false, true, false),
            Self::Destroys => (false, true, true),
        };
        ToolAnnotations::from_raw(None, Some(read_only), Some(destructive), Some(idempotent), Some(true))
    }
}
