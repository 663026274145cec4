// Real Terraform and the real cdktf CLI take their time on a loaded machine.
jest.setTimeout(600_000);
