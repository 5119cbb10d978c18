//! A Model Context Protocol server in a program of one's own, with a tool of one's own beside ours.

use std::error::Error;
use std::sync::Arc;

use confluence_client::{Wiki, connection};
use confluence_mcp::{Server, Toolset};
use rmcp::ServiceExt as _;
use rmcp::handler::server::router::tool::ToolRoute;
use rmcp::model::{CallToolRequestParams, CallToolResult, ContentBlock, JsonObject, Tool};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let wiki = connection::open(&std::env::var("CONFLUENCE_CONNECTION")?).await?;
    for line in ask(server(wiki)?).await? {
        println!("{line}");
    }
    Ok(())
}

fn server(wiki: Wiki) -> Result<Server, confluence_mcp::BuildError> {
    Server::builder(wiki).toolsets([Toolset::Pages, Toolset::Sql]).read_only(true).tool(on_call()).build()
}

/// Who is on call, which no wiki knows.
fn on_call() -> ToolRoute<Server> {
    let schema = JsonObject::from_iter([("type".to_owned(), json!("object"))]);
    let definition = Tool::new("on_call", "Says who is on call.", Arc::new(schema));
    ToolRoute::new_dyn(definition, |_| {
        Box::pin(async { Ok(CallToolResult::success(vec![ContentBlock::text("Grace")]).into()) })
    })
}

/// What a client in the same process sees and gets.
async fn ask(server: Server) -> Result<Vec<String>, Box<dyn Error>> {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move {
        if let Ok(running) = server.serve(theirs).await {
            drop(running.waiting().await);
        }
    });
    let client = ().serve(ours).await?;
    let mut lines: Vec<String> =
        client.list_all_tools().await?.into_iter().map(|tool| tool.name.into_owned()).collect();
    let page = JsonObject::from_iter([
        ("space_key".to_owned(), json!("DOCS")),
        ("title".to_owned(), json!("Hello")),
    ]);
    let query = JsonObject::from_iter([("sql".to_owned(), json!("SELECT COUNT(*) AS Pages FROM Pages"))]);
    for call in [
        CallToolRequestParams::new("confluence_run_query").with_arguments(query),
        CallToolRequestParams::new("on_call"),
        CallToolRequestParams::new("confluence_get_page").with_arguments(page),
    ] {
        let answer = client.call_tool(call).await?;
        lines.extend(answer.content.iter().filter_map(|block| block.as_text()).map(|text| text.text.clone()));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use confluence_client::testing::{NewPage, Sandbox};

    use super::*;

    #[tokio::test]
    async fn both_tools_answer() {
        let confluence = Sandbox::cloud();
        confluence.add_space("DOCS", "Documentation");
        confluence.add_page(NewPage::new("DOCS", "Hello").storage("<p>Hello, world</p>"));
        let lines = ask(server(confluence.wiki()).unwrap()).await.unwrap();
        assert!(lines.iter().any(|line| line == "Grace"), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("\nPages\n2\n")), "the page and the home: {lines:?}");
        assert!(lines.iter().any(|line| line.contains("Hello, world")), "{lines:?}");
        assert!(!lines.iter().any(|line| line == "confluence_create_page"), "it only reads: {lines:?}");
    }
}
