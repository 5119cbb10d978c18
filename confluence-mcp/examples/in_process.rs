//! A client and the server in one process, as an agent has them that brings its own model.
//!
//! `CONFLUENCE_CONNECTION="URL=...;AuthScheme=..." cargo run --example in_process -- release notes`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;

use confluence_client::connection;
use confluence_mcp::{Server, Toolset};
use rmcp::ServiceExt as _;
use rmcp::model::{CallToolRequestParams, JsonObject};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let wiki = connection::open(&std::env::var("CONFLUENCE_CONNECTION")?).await?;
    let server = Server::builder(wiki).toolsets([Toolset::Search, Toolset::Pages]).read_only(true).build()?;

    let (ours, theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move {
        if let Ok(service) = server.serve(theirs).await {
            drop(service.waiting().await);
        }
    });
    let client = ().serve(ours).await?;

    for tool in client.list_all_tools().await? {
        println!("{}: {}", tool.name, tool.description.unwrap_or_default());
    }
    let arguments = JsonObject::from_iter([("query".to_owned(), words.join(" ").into())]);
    let call = CallToolRequestParams::new("confluence_search").with_arguments(arguments);
    let answer = client.call_tool(call).await?;
    for text in answer.content.iter().filter_map(|block| block.as_text()) {
        println!("{}", text.text);
    }
    Ok(())
}
