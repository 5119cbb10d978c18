//! Walks a space from its root down, however deep it is, and prints where everything stands.
//!
//! ```text
//! CONFLUENCE_CONNECTION='URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:MY_PAT' \
//!     cargo run --example walk_space --features oauth -- DOCS
//! ```
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::collections::HashMap;
use std::env;
use std::error::Error;

use confluence_client::connection;
use futures_util::TryStreamExt as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = env::args().nth(1).ok_or("which space? Give its key")?;
    let wiki = connection::open(&env::var("CONFLUENCE_CONNECTION")?).await?;

    let space = wiki.space(&key).await?;
    println!("{} ({})", space.name, space.key);

    // Entries come while the walk goes on, each after the one it lies under: the home page first, then what stands beside it.
    let mut paths = HashMap::new();
    let mut entries = wiki.space_tree(space.key, None);
    while let Some(entry) = entries.try_next().await? {
        let above = entry.parent.as_ref().and_then(|parent| paths.get(parent)).map_or("", String::as_str);
        let path = format!("{above}/{}", entry.node.title);
        println!("{path} [{} {}]", entry.node.kind, entry.node.id);
        paths.insert(entry.node.id, path);
    }
    println!("{} entries", paths.len());
    Ok(())
}
