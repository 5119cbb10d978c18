//! An operation of one's own: the status of a page and nothing else.

use confluence_client::Endpoint;
use confluence_client::Query;
use confluence_client::describe::{Api, Operation, Verb};
use confluence_client::ids::PageId;
use confluence_client::wire::Body;

static STATUS_OF: Operation = Operation::new("statusOfPage", Api::V2, Verb::GET, "/pages/{id}");

/// Asks for a page, and reads its status alone.
#[derive(Clone, Debug)]
pub struct StatusOf {
    page: PageId,
    query: Query,
}

/// What is read of the answer.
#[derive(Debug, serde::Deserialize)]
pub struct Status {
    /// `current`, `draft`, ...
    pub status: String,
}

impl StatusOf {
    pub fn new(page: impl Into<PageId>) -> Self {
        Self { page: page.into(), query: Query::default() }
    }
}

impl Endpoint for StatusOf {
    type Output = Status;

    fn operation(&self) -> &'static Operation {
        &STATUS_OF
    }

    fn path(&self) -> String {
        format!("/pages/{}", self.page)
    }

    fn query(&self) -> &Query {
        &self.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.query
    }

    fn body(&self) -> &Body {
        &Body::Empty
    }
}

#[cfg(test)]
mod tests {
    use confluence_client::testing::{NewPage, Sandbox};

    use super::*;

    #[tokio::test]
    async fn it_is_sent_like_any_other() {
        let confluence = Sandbox::cloud();
        confluence.add_space("DOCS", "Documentation");
        let page = confluence.add_page(NewPage::new("DOCS", "Hello"));
        let client = confluence.client_builder().build().unwrap();
        assert_eq!(client.send(StatusOf::new(page)).await.unwrap().status, "current");
    }
}
