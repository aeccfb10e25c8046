"""What is dangerous in the exam, shown wherever a person acts: header, step, answer, treatment, report."""
