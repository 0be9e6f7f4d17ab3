//! Random schemas: every diff between two of them leads from the one to the other, and back.

use super::*;
use crate::schema::DefaultValue;

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }
}

const TABLES: [&str; 4] = ["ants", "bees", "cats", "dogs"];
const COLUMNS: [&str; 5] = ["p", "q", "r", "s", "u"];

fn random(numbers: &mut Numbers) -> Schema {
    schema(|m| {
        let tables: Vec<&str> = TABLES.into_iter().filter(|_| !numbers.one_in(4)).collect();
        for (at, name) in tables.iter().enumerate() {
            m.create_table(name, |t| {
                t.id();
                let mut declared = Vec::new();
                for column in COLUMNS {
                    if numbers.one_in(3) {
                        continue;
                    }
                    declared.push(column);
                    let nullable = numbers.one_in(2);
                    let made = match numbers.below(5) {
                        0 => t.integer(column),
                        1 => t.big_integer(column),
                        2 => t.string(column, 10 + u32::try_from(numbers.below(3)).unwrap()),
                        3 => t.text(column),
                        _ => t.boolean(column),
                    };
                    if nullable {
                        made.nullable();
                    }
                }
                let indexed: Vec<&str> = declared.iter().copied().filter(|_| numbers.one_in(3)).collect();
                if let Some(first) = indexed.first() {
                    t.check(&format!("{name}_{first}"), &format!("{first} IS NULL OR id > 0"));
                }
                let other = tables[usize::try_from(numbers.below(u64::try_from(at).unwrap() + 1)).unwrap()];
                if numbers.one_in(2) {
                    t.references("other_id", other).nullable();
                }
            });
            if numbers.one_in(2) {
                m.create_index(name, ["id"]).desc("id");
            }
        }
        let (first, last) = (tables.first(), tables.last());
        if let (Some(first), Some(last), true) = (first, last, numbers.one_in(2)) {
            m.add_column(first, |t| t.big_integer("circle_id").nullable());
            m.add_foreign_key(first, ["circle_id"], last, ["id"]);
        }
    })
}

#[test]
fn lead_from_any_schema_to_any_other() {
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
    let mut before = Schema::new();
    for _ in 0..300 {
        let after = random(&mut numbers);
        // Conversions that no database makes by itself are the user's to write, by `using`.
        let pair = Pair { before: &before, after: &after };
        let values = Answers::default();
        let asked = diff(pair, &values).unwrap();
        let mut answers = Answers::default();
        for question in asked.questions {
            match question {
                Question::GoneTable { table: from } | Question::RenamedTable { from, .. } => {
                    drop(answers.tables.insert(from, None))
                }
                Question::RenamedColumn { table, from, .. } => drop(answers.columns.insert((table, from), None)),
                Question::Using { table, column, .. } => {
                    let expression = column.name.to_string();
                    answers.using.insert((table, column.name), expression);
                }
                Question::Value { table, column, .. } => {
                    let value = match column.ty {
                        crate::schema::ColumnType::Boolean => DefaultValue::from(true),
                        crate::schema::ColumnType::String(_) | crate::schema::ColumnType::Text => "x".into(),
                        _ => 1.into(),
                    };
                    answers.values.insert((table, column.name.clone()), value);
                }
            }
        }
        let found = diff(pair, &answers).unwrap();
        assert_eq!(found.questions, []);
        let mut then = before.clone();
        replay::apply(&found.operations, &mut then).unwrap();
        assert_eq!(diff(Pair { before: &then, after: &after }, &Answers::default()), Ok(Diff::default()));
        let mut back = then.clone();
        let undo = diff(Pair { before: &then, after: &before }, &Answers::default()).unwrap();
        replay::apply(&undo.operations, &mut back).unwrap();
        let again = diff(Pair { before: &back, after: &before }, &Answers::default()).unwrap();
        assert_eq!(again, Diff::default());
        before = after;
    }
}
