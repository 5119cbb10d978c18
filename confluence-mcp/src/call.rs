//! One call of a tool: the wiki it is about, and how much may be answered.

use confluence_client::ids::ContentId;
use confluence_client::wiki::{List, Locator, Slice, Wiki};
use rmcp::handler::server::tool::ToolCallContext;
use rmcp::model::{InputRequiredResult, JsonObject};
use serde::Serialize;
use serde_json::Value;

use crate::advice::Failure;
use crate::answer::Answer;
use crate::arguments::Id;
use crate::confirm::Confirmation;
use crate::server::Server;

/// What a tool works with.
pub(crate) struct Call<'a> {
    pub(crate) wiki: Wiki,
    called: &'a ToolCallContext<'a, Server>,
    /// The caller, the tool and its arguments, as one text.
    deed: String,
}

impl<'a> Call<'a> {
    /// Finds the wiki of the caller.
    pub(crate) async fn open(
        called: &'a ToolCallContext<'a, Server>,
        site: Option<&str>,
        arguments: &Value,
    ) -> Result<Self, Failure> {
        let (clients, context) = (called.service.clients(), &called.request_context);
        let principal = clients.principal(context).unwrap_or_default();
        let site_name = site.unwrap_or_default();
        let deed = format!("{principal}\n{site_name}\n{} {arguments}", called.name);
        let wiki = clients.wiki(site, context).await?;
        Ok(Self { wiki, called, deed })
    }

    /// Asks the user, unless the server was started to act without. What it returns is to be answered as it is.
    pub(crate) async fn confirm(&self, question: String) -> Result<Option<InputRequiredResult>, Failure> {
        if self.called.service.unattended() {
            return Ok(None);
        }
        let confirmation = Confirmation {
            context: &self.called.request_context,
            seal: self.called.service.seal(),
            deed: &self.deed,
            responses: self.called.input_responses.as_ref(),
            state: self.called.request_state.as_deref(),
        };
        confirmation.ask(question).await
    }

    /// Whether rows and facts are wanted as a value too.
    pub(crate) fn structured(&self) -> bool {
        self.called.service.structured()
    }

    /// Asks for some rows of a list.
    pub(crate) async fn slice<T: Send + 'static>(
        &self,
        list: List<T>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Slice<T>, Failure> {
        let list = list.limit(limit);
        let list = if let Some(cursor) = cursor { list.after(cursor) } else { list };
        Ok(list.slice().await?)
    }

    /// Answers with some rows of a list.
    pub(crate) async fn rows<T: Serialize + Send + 'static>(
        &self,
        list: List<T>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Answer, Failure> {
        Ok(Answer::rows(self.slice(list, limit, cursor).await?, std::convert::identity))
    }

    /// The id of a page, however it was named. An address with only the title in it costs a request.
    pub(crate) async fn id_of(&self, named: &Id) -> Result<ContentId, Failure> {
        match Locator::parse(&named.0, self.wiki.site())? {
            Locator::Id(id) => Ok(id),
            locator => Ok(self.wiki.located(&locator).await?.id),
        }
    }

    /// The most bytes of a page's text in one answer.
    pub(crate) fn most(&self) -> usize {
        self.called.service.answer_bytes()
    }
}

/// The argument `site` where there are several, which is taken out.
pub(crate) fn site(server: &Server, arguments: &mut JsonObject) -> Result<Option<String>, Failure> {
    let sites = server.sites();
    if sites.len() < 2 {
        return Ok(None);
    }
    match arguments.remove("site") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(name)) if sites.contains(&name) => Ok(Some(name)),
        Some(_) => Err(Failure::argument("site", format!("expected one of {}", sites.join(", ")))),
    }
}
