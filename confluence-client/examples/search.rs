//! Searches pages by words, in one space or in all, the latest change first.
//!
//! ```text
//! CONFLUENCE_CONNECTION='URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:MY_PAT' \
//!     cargo run --example search --features oauth -- 'deploy limits' DOCS
//! ```
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::env;
use std::error::Error;

use confluence_client::{connection, cql};
use futures_util::{StreamExt as _, TryStreamExt as _};

const SHOWN: usize = 20;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let words = arguments.next().ok_or("search for what?")?;
    let wiki = connection::open(&env::var("CONFLUENCE_CONNECTION")?).await?;

    // Whatever the words are, they stay words: the builder quotes them.
    let mut condition = cql::TEXT.contains(&words).and(cql::TYPE.is("page"));
    if let Some(space) = arguments.next() {
        condition = condition.and(cql::SPACE.is(space.as_str()));
    }
    let query = condition.ordered([cql::LAST_MODIFIED.descending()]);
    println!("{}\n", query.as_str());

    let mut hits = wiki.search(&query).stream().take(SHOWN);
    while let Some(hit) = hits.try_next().await? {
        println!("{}\n    {}\n    {}", hit.title, hit.excerpt, hit.url.unwrap_or_default());
    }
    Ok(())
}
