//! The page of documentation holds the tables as they are declared. `SQL_DOCUMENT=write` writes them anew.

use confluence_client::Deployment;
use confluence_client::sql::{ColumnInfo, Sql};
use confluence_client::{Client, Site, Wiki};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../confluence-mcp/docs/sql.md");
const BEGIN: &str = "<!-- tables: begin -->\n";
const END: &str = "<!-- tables: end -->\n";

fn sql(deployment: Deployment) -> Sql {
    let site = match deployment {
        Deployment::Cloud => Site::cloud("https://x.atlassian.net"),
        _ => Site::data_center("https://wiki.example.com"),
    };
    Sql::new(Wiki::new(Client::builder(site.unwrap()).build().unwrap()))
}

fn pushed(column: &ColumnInfo) -> String {
    let told: Vec<String> =
        column.pushed.iter().map(|one| format!("`{}` {}", one.operators, one.operation)).collect();
    if told.is_empty() { "engine".to_owned() } else { told.join("; ") }
}

fn tables() -> String {
    let (cloud, data_center) = (sql(Deployment::Cloud), sql(Deployment::DataCenter));
    let mut text = String::new();
    for table in cloud.tables() {
        text.push_str(&format!("### {}\n\n{}\n", table.name, table.description));
        if !table.other_names.is_empty() {
            text.push_str(&format!("Also called {}.\n", table.other_names.join(", ")));
        }
        text.push_str("\n| column | type | on Cloud | on Data Center | meaning |\n|---|---|---|---|---|\n");
        let there = data_center.columns(table.name).unwrap();
        for (here, there) in cloud.columns(table.name).unwrap().iter().zip(&there) {
            let aside = match (here.alias_of, here.condition_only, here.in_star) {
                (Some(of), ..) => format!(" Another name of {of}."),
                (None, true, _) => " A condition alone.".to_owned(),
                (None, false, false) => " Not in `SELECT *`.".to_owned(),
                (None, false, true) => String::new(),
            };
            text.push_str(&format!(
                "| {} | {} | {} | {} | {}{aside} |\n",
                here.name,
                here.kind,
                pushed(here),
                pushed(there),
                here.description
            ));
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_tables_of_the_page_are_those_that_are_declared() {
    let page = std::fs::read_to_string(PATH).unwrap();
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (written, tail) = rest.split_once(END).unwrap();
    if std::env::var("SQL_DOCUMENT").is_ok_and(|it| it == "write") {
        std::fs::write(PATH, format!("{head}{BEGIN}{}{END}{tail}", tables())).unwrap();
        return;
    }
    assert_eq!(written, tables(), "run this test with SQL_DOCUMENT=write");
}
