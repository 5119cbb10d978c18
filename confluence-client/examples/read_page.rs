//! Reads a page as Markdown, by its id, its address in a browser, or a short link.
//!
//! ```text
//! CONFLUENCE_CONNECTION='URL=https://wiki.example.com;AuthScheme=PAT;PAT=env:MY_PAT' \
//!     cargo run --example read_page --features oauth -- 98765
//! ```
#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::env;
use std::error::Error;

use confluence_client::connection;
use confluence_client::content::{Document, ReadOptions};
use confluence_client::wiki::Locator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let named = env::args().nth(1).ok_or("which page? Give its id or its address")?;
    let wiki = connection::open(&env::var("CONFLUENCE_CONNECTION")?).await?;

    let page = wiki.page_by_locator(&Locator::parse(&named, wiki.site())?).await?;
    let document = Document::parse(page.storage.as_deref().unwrap_or_default())?;
    println!("# {}\n", page.title);
    println!("{}", document.markdown(&ReadOptions::new()).text);

    println!("---");
    println!("version {}, {}", page.version.number, page.url.unwrap_or_default());
    Ok(())
}
