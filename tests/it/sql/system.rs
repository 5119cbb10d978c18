//! The tables that tell of tables are answered here, and ask nothing.

use super::{both, open, rows};

#[tokio::test]
async fn they_tell_of_the_tables_that_are_here() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        sandbox.reset_traffic();
        let listed: Vec<String> =
            sql.tables().iter().filter(|table| table.available).map(|table| table.name.to_owned()).collect();
        assert_eq!(rows(&sql, "SELECT TableName FROM [X].[Confluence].[sys_tables]").await, listed);
        let kinds = "SELECT TableName FROM sys_tables WHERE TableType = 'TABLE' ORDER BY 1";
        let changed = ["Attachments", "Blogposts", "Comments", "Labels", "Pages", "Spaces"];
        assert_eq!(rows(&sql, kinds).await, changed);
        // What is named can be asked for as it is named.
        let names =
            rows(&sql, "SELECT CatalogName || '.' || SchemaName || '.' || TableName FROM sys_tables").await;
        for name in names {
            let empty = format!("SELECT * FROM {name} WHERE 1 = 0");
            assert!(rows(&sql, &empty).await.is_empty(), "{name}");
        }
        let columns = "SELECT ColumnName, DataTypeName, IsKey, IsReadOnly FROM sys_tablecolumns WHERE TableName = 'Spaces' AND ColumnName IN ('Key', 'Name')";
        assert_eq!(rows(&sql, columns).await, ["Key|VARCHAR|true|false", "Name|VARCHAR|false|false"]);
        let written = "SELECT GROUP_CONCAT(ColumnName) FROM sys_tablecolumns WHERE TableName = 'Labels' AND NOT IsReadOnly";
        assert_eq!(rows(&sql, written).await, ["ContentId,LabelName"]);
        let keys = "SELECT ColumnName FROM sys_primarykeys WHERE TableName = 'PageVersions' ORDER BY KeySeq";
        assert_eq!(rows(&sql, keys).await, ["PageId", "VersionNumber"]);
        let of = "SELECT ReferencedTableName, ReferencedColumnName FROM sys_foreignkeys WHERE TableName = 'Tasks' AND ColumnName = 'PageId'";
        assert_eq!(rows(&sql, of).await, ["Pages|Id"]);
        let quote = "SELECT VALUE FROM sys_sqlinfo WHERE NAME = 'IDENTIFIER_QUOTE_OPEN_CHAR'";
        assert_eq!(rows(&sql, quote).await, ["["]);
        let takes = "SELECT ColumnName FROM sys_procedureparameters WHERE ProcedureName = 'Search' AND IsRequired AND Direction = 1";
        assert_eq!(rows(&sql, takes).await, ["SearchTerm"]);
        assert_eq!(rows(&sql, "SELECT COUNT(*) FROM sys_procedures").await, ["3"]);
        assert_eq!(rows(&sql, "SELECT SchemaName FROM sys_schemas").await, ["Confluence"]);
        assert_eq!(rows(&sql, "SELECT COUNT(*) FROM sys_identity").await, ["0"]);
        let secret = "SELECT Sensitivity FROM sys_connection_props WHERE Name = 'PAT'";
        assert_eq!(rows(&sql, secret).await, ["SENSITIVE"]);
        for table in ["sys_catalogs", "sys_keycolumns", "sys_indexes", "sys_information"] {
            assert_ne!(rows(&sql, &format!("SELECT COUNT(*) FROM {table}")).await, ["0"], "{table}");
        }
        assert!(sandbox.requests().is_empty(), "nothing is asked");
    }
}

#[tokio::test]
async fn they_tell_no_value_of_the_connection() {
    for sandbox in both().await {
        let sql = open(&sandbox).await;
        for table in ["sys_connection_props", "sys_information", "sys_sqlinfo"] {
            let told = format!("{:?}", rows(&sql, &format!("SELECT * FROM {table}")).await);
            let string = sandbox.connection_string();
            for part in string.split(';').filter(|part| !part.starts_with("URL")) {
                let (_, value) = part.split_once('=').unwrap();
                let secret = value.len() > 8 && (value.contains("token") || value.contains('@'));
                assert!(!secret || !told.contains(value), "{table} tells {value}");
            }
        }
    }
}
