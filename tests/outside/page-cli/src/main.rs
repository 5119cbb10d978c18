//! A command line for pages: `page-cli read PAGE`, `page-cli append PAGE MARKDOWN`.

use std::process::ExitCode;

use confluence_client::content::{Document, ReadOptions};
use confluence_client::wiki::Locator;
use confluence_client::{Wiki, connection};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let string = std::env::var("CONFLUENCE_CONNECTION").unwrap_or_default();
    let done = async { run(&connection::open(&string).await?, &arguments).await };
    match done.await {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(wiki: &Wiki, arguments: &[String]) -> Result<String> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["read", page] => {
            let page = wiki.page_by_locator(&Locator::parse(page, wiki.client().site())?).await?;
            let storage = page.storage.unwrap_or_default();
            let text = Document::parse(&storage)?.markdown(&ReadOptions::new()).text;
            Ok(format!("# {} (version {})\n\n{}", page.title, page.version.number, text.trim_end()))
        }
        ["append", page, markdown] => {
            let page = wiki.page_by_locator(&Locator::parse(page, wiki.client().site())?).await?;
            let edited = wiki.edit(&page.id).append(*markdown).message("Appended").send().await?;
            Ok(format!("version {}", edited.page.version.number))
        }
        _ => Err("page-cli read PAGE | append PAGE MARKDOWN".into()),
    }
}

#[cfg(test)]
mod tests {
    use confluence_client::testing::{Deployment, Fault, NewPage, Sandbox};

    use super::*;

    fn arguments(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[tokio::test]
    async fn a_page_is_read_and_appended_to_on_both_deployments() {
        for confluence in [Sandbox::cloud(), Sandbox::data_center()] {
            confluence.add_space("DOCS", "Documentation");
            let id =
                confluence.add_page(NewPage::new("DOCS", "Hello").storage("<p>Hello, <em>world</em></p>"));
            let wiki = confluence.wiki();
            let read = run(&wiki, &arguments(&format!("read {id}"))).await.unwrap();
            assert_eq!(read, "# Hello (version 1)\n\nHello, *world*");
            assert_eq!(run(&wiki, &arguments(&format!("append {id} **More**"))).await.unwrap(), "version 2");
            assert!(confluence.page_by_id(&id).unwrap().storage.contains("<strong>More</strong>"));
            // Somebody else saves at the same time: what both wrote is there.
            let update = match confluence.deployment() {
                Deployment::Cloud => "updatePage",
                _ => "update_2",
            };
            confluence.next_of(update, Fault::Conflict, 1);
            assert_eq!(run(&wiki, &arguments(&format!("append {id} Again"))).await.unwrap(), "version 3");
            let error = run(&wiki, &arguments("read 1")).await.unwrap_err().to_string();
            assert!(error.contains("not found"), "{error}");
        }
    }
}
