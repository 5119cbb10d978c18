//! Tables that tell of tables, columns and procedures: `sys_tables`, `sys_tablecolumns` and their like, which programs of
//! other drivers read before they ask. They are answered here, and nothing is asked of the service.

use futures_util::{StreamExt as _, stream};

use super::relations::{RELATIONS, Relation};
use crate::site::Deployment;
use crate::sql::procedure::{PROCEDURES as LISTED, ParameterInfo, ProcedureInfo};
use crate::sql::run::Context;
use crate::sql::scan::Scan;
use crate::sql::table::{About, ColumnType, Definition, Shown, Table, columns};
use crate::sql::time::Zone;
use crate::sql::writable;
use crate::wiki::rows::RowStream;

/// What other drivers call the catalog and the schema that the tables are in.
const NAME: &str = "Confluence";

macro_rules! system_table {
    ($TABLE:ident: $Row:ty, $name:literal, $doc:literal, $rows:expr; $($column:tt)*) => {
        pub(in crate::sql) static $TABLE: Definition<$Row> = Definition {
            name: $name,
            aliases: &[],
            doc: $doc,
            columns: columns! { $Row; $($column)* },
            source: |context, _: Scan| at_once($rows(&context)),
            rows: 100.0,
            walk: 0.0,
            ordered: |_, _| false,
            only: None,
        };
    };
}

/// Rows that are known.
fn at_once<T: Send + 'static>(rows: Vec<T>) -> RowStream<T> {
    stream::iter([Ok(rows)]).boxed()
}

/// The tables of this deployment.
fn tables(context: &Context) -> Vec<&'static dyn Table> {
    let here = context.wiki.site().deployment();
    super::all().filter(|table| table.only().is_none_or(|only| only == here)).collect()
}

system_table! { CATALOGS: &'static str, "sys_catalogs", "The catalog that the tables are in.", |_: &Context| vec![NAME];
    CatalogName: Text, "Its name.", |it| *it;
}

system_table! { SCHEMAS: &'static str, "sys_schemas", "The schema that the tables are in.", |_: &Context| vec![NAME];
    CatalogName: Text, "The name of its catalog.", |_| NAME;
    SchemaName: Text, "Its name.", |it| *it;
}

system_table! { TABLES: &'static dyn Table, "sys_tables", "The tables of this deployment.", tables;
    CatalogName: Text, "The name of its catalog.", |_| NAME;
    SchemaName: Text, "The name of its schema.", |_| NAME;
    TableName: Text, "Its name.", |it| it.name(), .any_case().key();
    TableType: Text, "TABLE where INSERT, UPDATE or DELETE work on it, else VIEW.",
        |it| if is_writable(it.name()) { "TABLE" } else { "VIEW" };
    Description: Text, "What its rows are.", |it| it.doc();
    IsUpdateable: Boolean, "Whether INSERT, UPDATE or DELETE work on it.", |it| is_writable(it.name());
}

fn is_writable(table: &str) -> bool {
    writable::of(table).is_some()
}

/// A column of a table.
#[derive(Clone, Copy)]
pub(in crate::sql) struct Place {
    table: &'static str,
    about: About,
    /// Counted from 1.
    ordinal: u32,
    /// Counted from 1 among those of the key.
    in_key: u32,
}

/// The columns of this deployment.
fn places(context: &Context) -> Vec<Place> {
    let here = context.wiki.site().deployment();
    let mut found = Vec::new();
    for table in tables(context) {
        let mut in_key = 0;
        for (ordinal, about) in (1..).zip(table.columns()) {
            in_key += u32::from(about.key);
            if about.only.is_none_or(|only| only == here) {
                found.push(Place { table: table.name(), about: *about, ordinal, in_key });
            }
        }
    }
    found
}

fn is_set(place: &Place) -> bool {
    let sets = |names: &[&str]| names.contains(&place.about.name);
    writable::of(place.table).is_some_and(|one| sets(one.insert) || sets(one.update))
}

/// The number by which ODBC and JDBC know a type.
fn number_of(kind: ColumnType) -> i64 {
    match kind {
        ColumnType::Text => 12,
        ColumnType::Integer => -5,
        ColumnType::Boolean => 16,
        ColumnType::Timestamp => 93,
    }
}

system_table! { COLUMNS: Place, "sys_tablecolumns", "The columns of the tables.", places;
    CatalogName: Text, "The name of its catalog.", |_| NAME;
    SchemaName: Text, "The name of its schema.", |_| NAME;
    TableName: Text, "The name of its table.", |it| it.table, .any_case().key();
    ColumnName: Text, "Its name.", |it| it.about.name, .any_case().key();
    DataTypeName: Text, "The name of its type.", |it| it.about.kind.name();
    DataType: Integer, "The number of its type in JDBC.", |it| number_of(it.about.kind);
    IsNullable: Boolean, "Whether it may be NULL.", |it| !it.about.key;
    Description: Text, "What it is.", |it| it.about.doc;
    Ordinal: Integer, "Its place, from 1.", |it| it.ordinal;
    IsKey: Boolean, "Whether it is part of the primary key.", |it| it.about.key;
    IsReadOnly: Boolean, "Whether neither INSERT nor UPDATE can set it.", |it| !is_set(it);
    IsHidden: Boolean, "Whether SELECT * leaves it out.", |it| it.about.shown != Shown::Always;
    IsPseudoColumn: Boolean, "Whether it is there only to be given a value in WHERE.", |it| it.about.shown.is_condition();
}

fn keys(context: &Context) -> Vec<Place> {
    places(context).into_iter().filter(|place| place.about.key).collect()
}

system_table! { PRIMARY_KEYS: Place, "sys_primarykeys", "The primary keys: the columns that identify a row.", keys;
    CatalogName: Text, "The name of its catalog.", |_| NAME;
    SchemaName: Text, "The name of its schema.", |_| NAME;
    TableName: Text, "The name of the table.", |it| it.table, .any_case().key();
    ColumnName: Text, "The name of the column.", |it| it.about.name, .any_case().key();
    KeySeq: Integer, "Its place in the key, from 1.", |it| it.in_key;
    KeyName: Text, "The name of the key.", |it| format!("PK_{}", it.table);
}

system_table! { INDEXES: Place, "sys_indexes", "The keys of the tables; which conditions the service answers is shown by get_columns.", keys;
    CatalogName: Text, "The name of its catalog.", |_| NAME;
    SchemaName: Text, "The name of its schema.", |_| NAME;
    TableName: Text, "The name of the table.", |it| it.table, .any_case().key();
    IndexName: Text, "The name of the key.", |it| format!("PK_{}", it.table);
    ColumnName: Text, "The name of the column.", |it| it.about.name, .any_case().key();
    IsUnique: Boolean, "True.", |_| true;
    IsPrimary: Boolean, "True.", |_| true;
    OrdinalPosition: Integer, "Its place in the key, from 1.", |it| it.in_key;
}

fn relations(context: &Context) -> Vec<&'static Relation> {
    let here: Vec<&str> = tables(context).iter().map(|table| table.name()).collect();
    RELATIONS.iter().filter(|it| here.contains(&it.table) && here.contains(&it.of)).collect()
}

system_table! { FOREIGN_KEYS: &'static Relation, "sys_foreignkeys", "Which columns name rows of other tables.", relations;
    CatalogName: Text, "The name of its catalog.", |_| NAME;
    SchemaName: Text, "The name of its schema.", |_| NAME;
    TableName: Text, "The name of the table.", |it| it.table, .any_case().key();
    ColumnName: Text, "The name of the column.", |it| it.column, .any_case().key();
    ForeignKeyName: Text, "The name of the relation.", |it| format!("FK_{}_{}", it.table, it.column);
    ReferencedCatalogName: Text, "The catalog of what it names.", |_| NAME;
    ReferencedSchemaName: Text, "The schema of what it names.", |_| NAME;
    ReferencedTableName: Text, "The table of what it names.", |it| it.of, .any_case().key();
    ReferencedColumnName: Text, "The column of what it names.", |it| it.key, .any_case();
}

/// A column that is part of a key, or names one.
#[derive(Clone, Copy)]
pub(in crate::sql) struct Key {
    table: &'static str,
    column: &'static str,
    is_key: bool,
    of: Option<&'static Relation>,
}

fn key_columns(context: &Context) -> Vec<Key> {
    let own = keys(context).into_iter().map(|it| Key {
        table: it.table,
        column: it.about.name,
        is_key: true,
        of: None,
    });
    let named = relations(context).into_iter().map(|it| Key {
        table: it.table,
        column: it.column,
        is_key: false,
        of: Some(it),
    });
    own.chain(named).collect()
}

system_table! { KEY_COLUMNS: Key, "sys_keycolumns", "The columns of primary and foreign keys.", key_columns;
    CatalogName: Text, "The name of its catalog.", |_| NAME;
    SchemaName: Text, "The name of its schema.", |_| NAME;
    TableName: Text, "The name of the table.", |it| it.table, .any_case().key();
    ColumnName: Text, "The name of the column.", |it| it.column, .any_case().key();
    IsKey: Boolean, "Whether it is part of the primary key.", |it| it.is_key, .key();
    IsForeignKey: Boolean, "Whether it names a row of another table.", |it| it.of.is_some();
    PrimaryKeyName: Text, "The name of the primary key.", |it| it.is_key.then(|| format!("PK_{}", it.table));
    ForeignKeyName: Text, "The name of the relation.", |it| it.of.map(|of| format!("FK_{}_{}", of.table, of.column)), .key();
    ReferencedTableName: Text, "The table of what it names.", |it| it.of.map(|of| of.of), .any_case();
    ReferencedColumnName: Text, "The column of what it names.", |it| it.of.map(|of| of.key), .any_case();
}

system_table! { PROCEDURES: &'static ProcedureInfo, "sys_procedures", "The procedures, which EXEC runs.",
    |_: &Context| LISTED.iter().collect::<Vec<_>>();
    CatalogName: Text, "The name of its catalog.", |_| NAME;
    SchemaName: Text, "The name of its schema.", |_| NAME;
    ProcedureName: Text, "Its name.", |it| it.name, .any_case().key();
    Description: Text, "What it does.", |it| it.description;
    IsReadOnly: Boolean, "Whether it changes nothing.", |it| !it.writes;
}

/// What a procedure takes, or a column of what it answers.
#[derive(Clone, Copy)]
pub(in crate::sql) struct Parameter {
    procedure: &'static str,
    name: &'static str,
    takes: Option<&'static ParameterInfo>,
    ordinal: u32,
}

fn parameters(_: &Context) -> Vec<Parameter> {
    let of = |one: &'static ProcedureInfo| {
        let taken = one.parameters.iter().map(|it| (it.name, Some(it)));
        let answered = one.columns.iter().map(|name| (*name, None));
        (1..).zip(taken.chain(answered)).map(|(ordinal, (name, takes))| Parameter {
            procedure: one.name,
            name,
            takes,
            ordinal,
        })
    };
    LISTED.iter().flat_map(of).collect()
}

system_table! { PARAMETERS: Parameter, "sys_procedureparameters", "What procedures take, and the columns of what they answer.",
    parameters;
    CatalogName: Text, "The name of its catalog.", |_| NAME;
    SchemaName: Text, "The name of its schema.", |_| NAME;
    ProcedureName: Text, "The name of the procedure.", |it| it.procedure, .any_case().key();
    ColumnName: Text, "Its name.", |it| it.name, .any_case();
    Direction: Integer, "1 if it is taken, 4 if it is answered.", |it| if it.takes.is_some() { 1_u32 } else { 4 };
    DataTypeName: Text, "The name of its type.", |_| "VARCHAR";
    IsRequired: Boolean, "Whether it has to be given.", |it| it.takes.is_some_and(|it| it.required);
    Description: Text, "What it is.", |it| it.takes.map(|it| it.description);
    Ordinal: Integer, "Its place, from 1.", |it| it.ordinal, .key();
}

/// A property of the connection string, never with its value.
#[derive(Clone, Copy)]
pub(in crate::sql) struct PropertyRow {
    name: &'static str,
    meaning: &'static str,
    default: &'static str,
    secret: bool,
}

#[cfg(feature = "oauth")]
fn properties(_: &Context) -> Vec<PropertyRow> {
    let all = crate::connection::PROPERTIES.iter().chain(confluence_oauth::PROPERTIES);
    let row = |it: &crate::connection::Property| PropertyRow {
        name: it.name,
        meaning: it.meaning,
        default: it.default,
        secret: it.secret,
    };
    all.map(row).collect()
}

/// Without the feature `oauth` there are no connection strings.
#[cfg(not(feature = "oauth"))]
fn properties(_: &Context) -> Vec<PropertyRow> {
    Vec::new()
}

system_table! { PROPERTIES: PropertyRow, "sys_connection_props", "The properties of a connection string; their values are never shown.",
    properties;
    Name: Text, "Its name.", |it| it.name, .key();
    ShortDescription: Text, "What it means.", |it| it.meaning;
    Default: Text, "What counts without it.", |it| Some(it.default).filter(|text| !text.is_empty());
    Sensitivity: Text, "SENSITIVE where its value is a secret.", |it| it.secret.then_some("SENSITIVE");
}

/// What programs ask of the language before they write any of it.
const LANGUAGE: &[(&str, &str)] = &[
    ("IDENTIFIER_QUOTE_OPEN_CHAR", "["),
    ("IDENTIFIER_QUOTE_CLOSE_CHAR", "]"),
    ("IDENTIFIER_PATTERN", "[A-Za-z_][A-Za-z0-9_]*"),
    ("SUPPORTS_MULTIPLE_CATALOGS", "NO"),
    ("SUPPORTS_MULTIPLE_SCHEMAS", "NO"),
    ("SUPPORTS_TRANSACTIONS", "NO"),
    ("SUPPORTS_UNION", "YES"),
    ("SUPPORTS_OUTER_JOINS", "YES"),
    ("SUPPORTS_SUBQUERIES", "YES"),
    ("SQL_DIALECT", "SQLite"),
];

/// What is so of the language, and the time zone that points in time are told in.
fn language(context: &Context) -> Vec<(&'static str, String)> {
    let zone = Zone::new(context.wiki.time_zone()).to_string();
    let known = LANGUAGE.iter().map(|(name, value)| (*name, (*value).to_owned()));
    known.chain([("TIME_ZONE", zone)]).collect()
}

system_table! { SQL_INFO: (&'static str, String), "sys_sqlinfo", "What the language is like.", language;
    NAME: Text, "What is asked.", |it| it.0, .any_case().key();
    VALUE: Text, "What is so.", |it| it.1.as_str();
}

system_table! { IDENTITY: String, "sys_identity", "No rows: the ids of what an INSERT made are in its own answer.",
    |_: &Context| Vec::<String>::new();
    Id: Text, "An id.", |it| it.as_str();
}

/// What answers.
#[derive(Clone)]
pub(in crate::sql) struct Product {
    deployment: Deployment,
    site: String,
}

system_table! { INFORMATION: Product, "sys_information", "What answers these statements.",
    |context: &Context| vec![Product {
        deployment: context.wiki.site().deployment(),
        site: context.wiki.site().base().to_string(),
    }];
    Product: Text, "Its name.", |_| "Confluence for Rust";
    Version: Text, "Its version.", |_| env!("CARGO_PKG_VERSION");
    Datasource: Text, "The deployment: Cloud or Data Center.", |it| match it.deployment {
        Deployment::Cloud => "Cloud",
        Deployment::DataCenter => "Data Center",
    };
    URL: Text, "The URL of the site.", |it| it.site.as_str();
}
